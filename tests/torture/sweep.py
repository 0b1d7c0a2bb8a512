#!/usr/bin/env python3
"""Lets the keeping of posts fail at every single system call that may fail.

usage: sweep.py [--sample N] [--seed N] [--program FILE] [SCENE...]

The process is killed at the call, or the call reports a full or a broken drive, once or from then
on. After each, check.py must find nothing untrue, and a second run must end with every post whole,
recorded once, and nothing left over. Each sweep prints how many points it tried; the last line is
`N passed, N failed`. With --sample N about one point in N is tried, chosen by the seed.
Runs on the plain build: the sanitizers and strace exclude each other.
"""
import collections
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check  # noqa: E402
from running import read_options, workshop, Score  # noqa: E402

WRITES = ["write", "pwrite64", "ftruncate", "fallocate"]
SYNCS = ["fsync", "fdatasync"]
NAMES = ["openat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "utimensat"]
# strace's words, the calls, and whether all later calls fail too
FAULTS = [
    ("signal=KILL", WRITES + SYNCS + NAMES + ["flock", "pread64", "getdents64"], False),
    ("error=ENOSPC", WRITES + ["openat", "mkdirat", "renameat2", "fsync"], True),
    ("error=EDQUOT", ["write", "pwrite64", "fallocate", "mkdirat"], True),
    ("error=EFBIG", ["write", "pwrite64", "ftruncate"], True),
    ("error=ENOSPC", ["write", "pwrite64"], False),
    ("error=EIO", WRITES + SYNCS + NAMES + ["pread64", "getdents64"], False),
]
# Filesystems that cannot rename without replacing, or cannot link either.
NO_RENAME = ["-e", "inject=renameat2:error=EINVAL"]
NO_LINK = ["-e", "inject=linkat:error=EPERM"]
FALLBACKS = [
    ("video", NO_RENAME, True),
    ("photo", NO_RENAME, True),
    ("video", NO_RENAME + ["-e", "inject=unlinkat:signal=KILL:when=1"], False),
    ("video", NO_RENAME + NO_LINK, True),
    ("video", NO_RENAME + NO_LINK + ["-e", "inject=renameat:error=EIO"], False),
    ("photo", NO_RENAME + ["-e", "inject=renameat:error=EIO"], False),
    ("photo", NO_RENAME + ["-e", "inject=renameat:signal=KILL"], False),
]
Point = collections.namedtuple("Point", "scene base call number fault onwards")


class Sweep:
    def __init__(self, program, work):
        self.program = program
        self.work = work

    def place(self, base=None):
        path = tempfile.mkdtemp(dir=self.work)
        if base is not None:
            shutil.copytree(base, path, dirs_exist_ok=True)
        return path

    def run(self, place, scene, strace=()):
        command = [self.program, scene, f"{place}/state", f"{place}/folder"]
        if strace:
            command = ["strace", "-o", f"{place}/trace", *strace, *command]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    def calls(self, scene, base):
        """How often each call is made by a run that nothing happens to."""
        place = self.place(base)
        self.run(place, scene, ["-e", "trace=all"])
        with open(f"{place}/trace", encoding="utf-8", errors="replace") as trace:
            counts = collections.Counter(re.match(r"\w*", line)[0] for line in trace)
        shutil.rmtree(place)
        return counts

    def look(self, place, scene, result):
        """Findings after a run, and after the one that follows it."""
        status = result.returncode
        found = []
        if status not in (0, 1, 127, -9, 137):  # 127: the loader could not read a library
            found.append(f"ended with {status}: {result.stderr[-300:]}")
        found += check.told(scene, result.stdout, status)
        found += check.check(scene, f"{place}/state", f"{place}/folder", status == 0)
        again = self.run(place, scene)
        if again.returncode != 0:
            found.append(f"the second run ended with {again.returncode}: {again.stderr[-300:]}")
        found += check.told(scene, again.stdout, again.returncode)
        found += check.check(scene, f"{place}/state", f"{place}/folder", True)
        return found

    def injected(self, place):
        with open(f"{place}/trace", encoding="utf-8", errors="replace") as file:
            trace = file.read()
        return "INJECTED" in trace or "killed by SIGKILL" in trace

    def try_point(self, point):
        place = self.place(point.base)
        when = f"{point.number}{'+' if point.onwards else ''}"
        result = self.run(place, point.scene,
                          ["-e", f"trace={point.call}",
                           "-e", f"inject={point.call}:{point.fault}:when={when}"])
        met = self.injected(place)
        os.remove(f"{place}/trace")
        found = self.look(place, point.scene, result)
        shutil.rmtree(place)
        return met, found

    def try_fallback(self, fallback):
        scene, strace, works = fallback
        place = self.place()
        result = self.run(place, scene, ["-e", "trace=renameat2,linkat,unlinkat,renameat", *strace])
        found = [] if self.injected(place) else ["the fault was not met"]
        if works and result.returncode != 0:
            found.append(f"it should have worked: {result.stderr}")
        found += self.look(place, scene, result)
        shutil.rmtree(place)
        return found

    def try_race(self, number):
        """Three at once on one bulk, one of them killed: each post is done once."""
        place = self.place()
        self.run(place, "enter")
        command = [self.program, "bulk", f"{place}/state", f"{place}/folder"]
        runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(3)]
        chance = random.Random(number)
        try:
            runs[0].wait(timeout=chance.random() * 0.1)
        except subprocess.TimeoutExpired:
            runs[0].kill()
        outputs = [run.communicate(timeout=120) for run in runs]
        done = [line for output, _ in outputs for line in output.splitlines()
                if line.startswith("done")]
        found = [f"I5: {line} by two" for line in set(done) if done.count(line) > 1]
        for run, (_, errors) in list(zip(runs, outputs))[1:]:
            if run.returncode != 0:
                found.append(f"a run beside others ended with {run.returncode}: {errors}")
        found += check.check("bulk", f"{place}/state", f"{place}/folder", False)
        found += self.look(place, "bulk", self.run(place, "bulk"))
        shutil.rmtree(place)
        return found


def points_of(sweep, scene, base):
    counts = sweep.calls(scene, base)
    for fault, calls, onwards in FAULTS:
        for call in calls:
            for number in range(1, counts[call] + 1):
                yield Point(scene, base, call, number, fault, onwards)


def half_done(sweep):
    """A bulk that was killed while it published its second post."""
    place = sweep.place()
    sweep.run(place, "bulk", ["-e", "trace=utimensat",
                              "-e", "inject=utimensat:signal=KILL:when=2"])
    os.remove(f"{place}/trace")
    return place


def sweep_scene(sweep, pool, name, scene, base, options, score):
    points = list(points_of(sweep, scene, base))
    chance = random.Random(options.seed)
    if options.sample > 1:
        points = [point for point in points if chance.random() < 1 / options.sample]
    tried = collections.Counter()
    for point, (met, found) in zip(points, pool.map(sweep.try_point, points)):
        what = f"{name}: {point.fault}{' onwards' if point.onwards else ''}"
        if met:
            tried[what] += 1
        elif not found and point.call not in ("getdents64", "pread64"):
            found = ["the fault was not met"]
        score.note(f"{what} at {point.call} {point.number}", found)
    for what, count in tried.items():
        print(f"{what}: {count} points", flush=True)
    return tried


def main():
    options = read_options(["video", "photo", "taken", "bulk", "resumed", "permit"], sample=1,
                           program="build/dev/tests/keep_posts")
    score, kills, faults = Score(), 0, 0
    with workshop() as (work, pool):
        sweep = Sweep(os.path.abspath(options.program), work)
        for name in options.scenes:
            base = half_done(sweep) if name == "resumed" else None
            scene = "bulk" if name == "resumed" else name
            tried = sweep_scene(sweep, pool, name, scene, base, options, score)
            kills += sum(count for what, count in tried.items() if "KILL" in what)
            faults += sum(count for what, count in tried.items() if "KILL" not in what)
        for fallback, found in zip(FALLBACKS, pool.map(sweep.try_fallback, FALLBACKS)):
            score.note(f"fallback {fallback[:2]}", found)
        races = range(max(2, 24 // options.sample))
        for number, found in zip(races, map(sweep.try_race, races)):
            score.note(f"race {number}", found)
    print(f"{kills} kill points, {faults} fault points, {len(FALLBACKS)} fallbacks,"
          f" {len(races)} races")
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
