"""What the parts of transfer.py share: running programs, and the table."""
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

MB, MIB = 1e6, 2**20
MOST_MEMORY = 24  # MiB


class Bench:
    """Runs programs, each in an empty folder, and tells what they cost."""

    def __init__(self, clipkeep, run, top):
        self.clipkeep, self.run, self.top = clipkeep, run, top

    def measure(self, command, folder):
        """Gives seconds, processor seconds and peak (bytes). What is still to be written out from
        before is not at its expense."""
        costs, words = self.top / "costs", self.top / "words"
        os.sync()
        with open(words, "w", encoding="utf-8") as out:
            done = subprocess.run([self.run, costs, *map(str, command)], cwd=folder, check=False, stdout=out,
                                  stderr=out, env=os.environ | {"HOME": str(folder)})
        if done.returncode != 0:
            raise SystemExit(f"{command[0]} failed with {done.returncode}: {words.read_text()[-2000:]}")
        wall, user, system, peak = map(float, costs.read_text().split())
        return SimpleNamespace(wall=wall, cpu=user + system, peak=peak * 1024)

    def folder(self):
        return Path(tempfile.mkdtemp(dir=self.top))

    def fresh(self, command, size):
        """The same in a folder that is new and then thrown away; at least `size` bytes must be in it."""
        folder = self.folder()
        cost = self.measure(command, folder)
        got = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
        shutil.rmtree(folder)
        if got < size:
            raise SystemExit(f"{command[0]} kept {got} of {size} bytes")
        return cost

    def in_turns(self, commands, runs, size):
        """Medians by name."""
        costs = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                costs[name].append(self.fresh(command, size))
        return {name: SimpleNamespace(**{key: statistics.median(getattr(one, key) for one in all_of)
                                         for key in ("wall", "cpu", "peak")})
                for name, all_of in costs.items()}

    def save(self, addresses):
        return [self.clipkeep, "save", *addresses]

    def calls(self, command):
        """The number of its system calls."""
        summary, folder = self.top / "calls", self.folder()
        subprocess.run(["strace", "-f", "-c", "-o", summary, *map(str, command)], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"HOME": str(folder)})
        shutil.rmtree(folder)
        total = summary.read_text().strip().splitlines()[-1].split()
        return next(int(word) for word in total[3:] if word.isdigit())


class Table:
    def __init__(self):
        self.fine = True

    def row(self, what, ours, theirs, unit, most, other):
        """Prints one line; `most` None is no bound."""
        fine = most is None or ours / theirs <= most
        verdict = "no bound" if most is None else f"<= {most:.1f}  {'PASS' if fine else 'FAIL'}"
        print(f"{what:<43} {ours:9.2f} {unit:<5} {theirs:9.2f} {unit:<5} {ours / theirs:6.2f}  {verdict}  ({other})",
              flush=True)
        self.fine = self.fine and fine

    def memory(self, what, peak):
        self.row(f"{what}: peak memory", peak, MOST_MEMORY, "MiB", 1.0, "the bound")
