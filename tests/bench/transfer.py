#!/usr/bin/env python3
"""Measures saving against curl and aria2 fetching the same: README.md here says what is compared.

usage, inside tests/standin/world.sh: transfer.py CLIPKEEP RUN [RUNS [POSTS]]

CLIPKEEP is the release build, RUN is run.c built. The server is nginx with one worker, in front of
the stand-in: what it has been asked for once it keeps as files, so that everybody is measured
against a fast server and gets the very same bytes. Prints a table; exit 0 when every ratio is in
bounds."""
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from transfer_server import Server

HERE = Path(__file__).parent
MB, MIB = 1e6, 2**20
LARGE, SMALL = 20e6, 3e6  # as transfer-posts.mjs makes them
FEW = 10
PARALLEL = 6  # ours, which the others are given
CURL = ["curl", "--silent", "--show-error", "--fail", "--no-progress-meter"]
ARIA2 = ["aria2c", "--no-conf", "--quiet", f"--max-concurrent-downloads={PARALLEL}", "--split=1",
         "--max-connection-per-server=1", "--ca-certificate=/etc/ssl/certs/ca-certificates.crt"]


class Bench:
    """Runs programs, each in an empty folder, and tells what they cost."""

    def __init__(self, clipkeep, run, top):
        self.clipkeep, self.run, self.top = clipkeep, run, top

    def measure(self, command, folder, stdin=None):
        """Gives seconds, processor seconds and peak (bytes). What is still to be written out from
        before is not at its expense."""
        costs = self.top / "costs"
        os.sync()
        done = subprocess.run([self.run, costs, *map(str, command)], cwd=folder, check=False, input=stdin,
                              stdout=subprocess.DEVNULL, env=os.environ | {"HOME": str(folder)})
        if done.returncode != 0:
            raise SystemExit(f"{command[0]} failed with {done.returncode}")
        wall, user, system, peak = map(float, costs.read_text().split())
        return SimpleNamespace(wall=wall, cpu=user + system, peak=peak * 1024)

    def fresh(self, command, size):
        """The same in a folder that is new and then thrown away; at least `size` bytes must be in it."""
        folder = Path(tempfile.mkdtemp(dir=self.top))
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
        return [self.clipkeep, "save", "--quality", "compatible", *addresses]


class Table:
    def __init__(self):
        self.fine = True

    def row(self, what, ours, theirs, unit, most, other):
        """Prints one line; `most` None is no bound."""
        fine = most is None or ours / theirs <= most
        verdict = "no bound" if most is None else f"<= {most:.1f}  {'PASS' if fine else 'FAIL'}"
        print(f"{what:<41} {ours:9.2f} {unit:<5} {theirs:9.2f} {unit:<5} {ours / theirs:6.2f}  {verdict}  ({other})",
              flush=True)
        self.fine = self.fine and fine


def curl_list(urls, path):
    """A file for curl -K that puts each address in a file of its own; gives the files' names."""
    names = [f"f{n}" for n in range(len(urls))]
    path.write_text("".join(f'url = "{url}"\noutput = "{name}"\n' for url, name in zip(urls, names)))
    return names


def and_proof(fetch, names):
    """What is needed to be as sure of the files as we are."""
    files = " ".join(names)
    return ["sh", "-c", f'"$@" && sync {files} && sha256sum {files} >SUMS', "sh", *fetch]


def calls(command, top):
    """The number of system calls of a command."""
    summary, folder = top / "calls", Path(tempfile.mkdtemp(dir=top))
    subprocess.run(["strace", "-f", "-c", "-o", summary, *map(str, command)], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, env=os.environ | {"HOME": str(folder)})
    shutil.rmtree(folder)
    total = summary.read_text().strip().splitlines()[-1].split()
    return next(int(word) for word in total[3:] if word.isdigit())


def one_post(bench, server, table, address, runs):
    urls, size = server.learn(lambda: bench.fresh(bench.save([address]), 0))
    config = bench.top / "one.curl"
    names = curl_list(urls, config)
    fetch = [*CURL, "-K", config]
    commands = {"ours": bench.save([address]), "curl": fetch, "proof": and_proof(fetch, names)}
    cost = bench.in_turns(commands, runs, LARGE)
    ours, milli = cost["ours"], 1e3
    what = f"one post of {size / MB:.0f} MB"
    table.row(what, ours.wall * milli, cost["curl"].wall * milli, "ms", 1.3, f"curl, the same {len(urls)} answers")
    table.row(what, ours.wall * milli, cost["proof"].wall * milli, "ms", 1.0, "that curl, sync, sha256sum")
    giga = size / 1e9
    table.row(f"{what}: processor time per GB", ours.cpu / giga, cost["curl"].cpu / giga, "s", 1.5,
              "that curl, without hashing")
    if shutil.which("strace"):
        counts = [calls(commands[name], bench.top) / (size / MB) for name in ("ours", "curl")]
        table.row(f"{what}: system calls per MB", *counts, "", None, "that curl")
    return cost, urls, size


def many_posts(bench, server, table, addresses, runs):
    asked, everything = server.learn(lambda: bench.fresh(bench.save(addresses), 0))
    urls = [url for url in asked if "/video/tos/" in url]
    size = SMALL * len(addresses)
    if len(urls) != len(addresses):
        raise SystemExit(f"{len(urls)} videos of {len(addresses)} posts")
    config, plain = bench.top / "many.curl", bench.top / "many.aria2"
    names = curl_list(urls, config)
    plain.write_text("".join(f"{url}\n out={name}\n" for url, name in zip(urls, names)))
    fetch = [*CURL, "--parallel", "--parallel-max", str(PARALLEL), "-K", config]
    commands = {"ours": bench.save(addresses), "curl": fetch, "proof": and_proof(fetch, names)}
    if shutil.which("aria2c"):
        commands["aria2"] = [*ARIA2, "--input-file", plain]
    began = server.processor_seconds()
    cost = bench.in_turns(commands, runs, size)
    sent = size * runs * (len(commands) - 1) + everything * runs
    capacity = sent / (server.processor_seconds() - began)
    what = f"{len(addresses)} posts of 3 MB"
    table.row(what, cost["ours"].wall, cost["curl"].wall, "s", 1.3, "curl --parallel, media alone")
    table.row(what, cost["ours"].wall, cost["proof"].wall, "s", 1.0, "that curl, sync, sha256sum")
    if "aria2" in cost:
        table.row(what, cost["ours"].wall, cost["aria2"].wall, "s", 1.0, "aria2c, media alone")
    giga = size / 1e9
    table.row(f"{what}: processor time per GB", cost["ours"].cpu / giga, cost["curl"].cpu / giga, "s", 1.5,
              "that curl, without hashing")
    return cost, size / min(one.wall for one in cost.values()), capacity


def resumed(bench, server, table, address, urls, size, runs):
    """Killed at half, then again. Whether anything of it is used is seen by what is asked for."""
    video = next(url for url in urls if "/video/tos/" in url)
    walls, asked = {"ours": [], "curl": []}, []
    for _ in range(runs):
        folder = Path(tempfile.mkdtemp(dir=bench.top))
        with server.slow():
            half_saved(bench, address, folder, size)
        asked.append(server.learn(lambda: walls["ours"].append(bench.measure(bench.save([address]), folder).wall))[1])
        half = folder / "half"
        with open(half, "wb") as out:
            subprocess.run([*CURL, "-r", f"0-{int(size / 2) - 1}", video], stdout=out, check=True)
        again = [*CURL, "-C", "-", "-o", half, video]
        walls["curl"].append(bench.measure(again, folder).wall)
        shutil.rmtree(folder)
    share = statistics.median(asked) / size
    note = "goes on" if share < 0.75 else "fetched whole again"
    table.row(f"killed at half ({note})", *(statistics.median(walls[name]) * 1e3 for name in ("ours", "curl")),
              "ms", None, "curl -C -")


def half_saved(bench, address, folder, size):
    child = subprocess.Popen(bench.save([address]), stdout=subprocess.DEVNULL,
                             env=os.environ | {"HOME": str(folder)})
    while child.poll() is None:
        parts = [one.stat().st_size for one in folder.rglob("*.part")]
        if sum(parts) >= size / 2:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return
        time.sleep(0.005)
    raise SystemExit("it was saved before it could be killed")


def memory(bench, table, one, many, addresses, runs):
    """A few posts fill all places already; from there on it must not grow."""
    command = {"few": bench.save(addresses[:FEW])}
    few = bench.in_turns(command, runs, SMALL * len(addresses[:FEW]))["few"].peak
    table.row("peak memory, one post", one / MIB, 24, "MiB", 1.0, "the bound")
    table.row(f"peak memory, {len(addresses)} posts", many / MIB, 24, "MiB", 1.0, "the bound")
    table.row(f"peak memory, {len(addresses)} posts", many / MIB, few / MIB, "MiB", 1.1, f"the same, {FEW} posts")


def compare(bench, server, table, runs, posts):
    done = subprocess.run(["node", HERE / "transfer-posts.mjs", str(posts)], check=True, text=True, stdout=subprocess.PIPE)
    large, *small = done.stdout.split()
    print(f"medians of {runs} runs, in turns".ljust(41) + "    clipkeep       the other    ratio  bound")
    one, urls, size = one_post(bench, server, table, large, runs)
    resumed(bench, server, table, large, urls, size, max(1, runs // 2))
    many, fastest, capacity = many_posts(bench, server, table, small, runs)
    memory(bench, table, one["ours"].peak, many["ours"].peak, small, runs)
    table.row("the server is fast enough", fastest / MB, capacity / MB, "MB/s", 0.5,
              "fastest client; server by its own processor time")


def main():
    clipkeep, run = (Path(word).resolve() for word in sys.argv[1:3])
    runs, posts = (int(word) for word in (sys.argv[3:] + ["7", "100"][len(sys.argv) - 3:]))
    table = Table()
    with tempfile.TemporaryDirectory() as name, Server(Path(name)) as server:
        compare(Bench(clipkeep, run, Path(name)), server, table, runs, posts)
    return 0 if table.fine else 1


if __name__ == "__main__":
    sys.exit(main())
