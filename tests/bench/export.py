#!/usr/bin/env python3
"""Measures how `clipkeep import --dry-run` reads large data exports, and `import --later` takes one
in: README.md here says what is compared.

usage: export.py CLIPKEEP EXPORTS_MJS [RUNS [MEGABYTES,MEGABYTES,… [TAKEN,TAKEN,…]]]

Makes exports of three sizes, and a ZIP of the largest. Prints a table; exit 0 when the counts are
right, the memory is below its bound and the time grows as the size does."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MEMORY_MAX = 64  # MiB
LINEAR_MAX = 1.25  # time per megabyte of the largest by that of the smallest
LOADS = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"


def run(command, env=None):
    """Gives its seconds of processor time, which other work on the machine changes little, its
    peak memory in MiB and what it printed."""
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, env=env) as child:
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{command[0]} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def measure(command, runs):
    """The median of the seconds, the largest memory, and what the last run printed."""
    done = [run(command) for _ in range(runs)]
    return statistics.median(one[0] for one in done), max(one[1] for one in done), done[-1][2]


def row(what, seconds, memory, megabytes):
    print(f"{what:<28} {seconds * 1e3:9.0f} ms {megabytes / seconds:9.0f} MB/s {memory:9.1f} MiB")


def read(clipkeep, path, counts, runs, megabytes):
    """Measures one export; gives seconds per megabyte, memory, and whether its counts are right."""
    seconds, memory, said = measure([clipkeep, "import", "--dry-run", "--json", path], runs)
    found = {one["name"]: one["count"] for one in json.loads(said)["lists"]}
    row(f"clipkeep, {megabytes:.0f} MB {path.suffix[1:].upper()}", seconds, memory, megabytes)
    return seconds / megabytes, memory, found == counts


def take_in(clipkeep, path, counts, megabytes):
    """Measures all of its lists taken in, in a home of its own; gives what read() does. Its time is
    that of the archive more than of reading, and is not bounded."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home}
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            env.pop(name, None)
        command = [clipkeep, "import", "--json", "--later", "--lists", ",".join(counts), path]
        seconds, memory, said = run(command, env)
    found = {one["name"]: one["entries"] for one in json.loads(said)["lists"]}
    row(f"taken in, {megabytes:.0f} MB", seconds, memory, megabytes)
    return seconds / megabytes, memory, found == counts


def pack(path, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.write(path, "user_data_tiktok.json")


def main():
    clipkeep, maker = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    sizes = [int(size) for size in (sys.argv[4] if len(sys.argv) > 4 else "100,200,300").split(",")]
    taken_sizes = [int(size) for size in (sys.argv[5] if len(sys.argv) > 5 else "6,12,25").split(",")]
    results, taken = [], []
    with tempfile.TemporaryDirectory() as name:
        path, packed = Path(name) / "export.json", Path(name) / "export.zip"
        for size in taken_sizes:
            counts = json.loads(run(["node", maker, path, size * 1000000])[2])
            taken.append(take_in(clipkeep, path, counts, path.stat().st_size / 1e6))
        for size in sizes:
            counts = json.loads(run(["node", maker, path, size * 1000000])[2])
            results.append(read(clipkeep, path, counts, runs, path.stat().st_size / 1e6))
        pack(path, packed)
        zipped = read(clipkeep, packed, counts, runs, path.stat().st_size / 1e6)
        seconds, memory, _ = run(["/usr/bin/python3", "-I", "-c", LOADS, path])
        row("python3 json.load, the same", seconds, memory, path.stat().st_size / 1e6)
    growth = results[-1][0] / results[0][0]
    taken_growth = taken[-1][0] / taken[0][0]
    every = [*taken, *results, zipped]
    peak = max(one[1] for one in every)
    right = all(one[2] for one in every)
    print("time is the processor's")
    print(f"counts: {'right' if right else 'WRONG'}")
    print(f"memory: {peak:.1f} MiB  <= {MEMORY_MAX}  {'PASS' if peak <= MEMORY_MAX else 'FAIL'}")
    print(f"time per MB, largest by smallest: {growth:.2f}  <= {LINEAR_MAX}  {'PASS' if growth <= LINEAR_MAX else 'FAIL'}")
    print(f"the same, taken in: {taken_growth:.2f}")
    return 0 if right and peak <= MEMORY_MAX and growth <= LINEAR_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
