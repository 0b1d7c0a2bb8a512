#!/usr/bin/env python3
"""Kills the whole program at its system calls while it saves, and lets those calls fail.

usage (inside tests/standin/world.sh): saves.py [--sample N] [--faults N] [--seed N] [SCENE...]

strace kills the program, or has a call report a full or a broken drive, once or from then on: at
each call about files of the person, of their archive or of their folders. After each, saved.py must
find nothing untrue; then the program runs again, resumes and saves, and all must be as if nothing
had happened. About one kill point in --sample and one fault point in --faults is tried.
Runs the release build, or CK_PROGRAM.
"""
import collections
import os
import random
import re
import shutil
import signal
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import saved  # noqa: E402
import scenes  # noqa: E402
from scenes import SCENES  # noqa: E402
from running import read_options, workshop, Score  # noqa: E402

WRITES = ["write", "pwrite64", "ftruncate", "fallocate"]
SYNCS = ["fsync", "fdatasync"]
NAMES = ["openat", "rename", "renameat", "renameat2", "linkat", "unlink", "unlinkat", "mkdir",
         "mkdirat", "utimensat"]
KILL = "signal=KILL"
# strace's words, the calls, and whether all later calls fail too
FAULTS = [
    ("error=ENOSPC", WRITES + SYNCS + ["openat", "mkdirat", "renameat2"], True),
    ("error=EDQUOT", WRITES + ["mkdirat", "openat"], True),
    ("error=EFBIG", WRITES, True),
    ("error=ENOSPC", ["write", "pwrite64", "fallocate"], False),
    ("error=EIO", WRITES + SYNCS + NAMES, False),
    ("error=EIO", WRITES + SYNCS + ["renameat2"], True),
]
MEDIA_WRITES = 200  # at most so many of the points are writes of media
PATIENCE = 2.5  # seconds that a run may wait for room on the drive before it is asked to end
# One call: the number-th of its name and thread on that path, and what the path is to us.
Call = collections.namedtuple("Call", "name path number what")
Point = collections.namedtuple("Point", "scene call fault onwards")


def what_of(path):
    """What a file is to us."""
    name = path.rsplit("/", 1)[-1]
    if name.startswith("archive.sqlite"):
        return "archive's journal" if name.endswith("-journal") else "archive"
    if "/owners" in path:
        return "owner"
    if name in saved.LISTS:
        return name
    if "info.part" in name or name == ".post.part":
        return "sidecar"
    if name.endswith(".part"):
        return "media"
    return "folder or name"


def paths_of(name, args):
    """The paths that strace -P would find in a call: of descriptors, and those that are named."""
    paths = re.findall(r"(?<=\d)<(/[^>]*)>", args)
    return paths + (re.findall(r'"(/[^"]*)"', args) if name in NAMES else [])


def calls_of(trace, home):
    """The calls about the home after which it might be another; reading changes nothing."""
    counts, found = collections.Counter(), []
    for line in trace:
        match = re.match(r"(\d+) +(\w+)\((.*)", line)
        if match is None:
            continue
        thread, name, args = match.groups()
        paths = paths_of(name, args.split(") = ")[0])
        counts.update({(thread, name, path) for path in paths})
        ours = [path for path in paths if path.startswith(home)]
        if ours and (name != "openat" or "O_CREAT" in args or "O_DIRECTORY" in args):
            text = re.search(r', "([^/"][^"]*)"', args)
            whole = f"{ours[0]}/{text[1]}" if text and name.endswith("at") else ours[0]
            found.append(Call(name, ours[0].replace(home, "HOME"),
                              counts[(thread, name, ours[0])], what_of(whole)))
    return list(dict.fromkeys(found))


class Saves:
    def __init__(self, work):
        self.homes = scenes.Homes(work)
        self.truths, self.bases = {}, {}

    def prepare(self, name):
        """The home that a scene begins in, the calls it makes and what comes of it."""
        scene = SCENES[name]
        self.bases[name] = self.homes.base_of(scene)
        home = self.homes.make(scene, self.bases[name])
        calls = ",".join(WRITES + SYNCS + NAMES)
        result = scenes.run(scene, home, ["-y", "-e", f"trace={calls}"])
        assert result.status == 0, result
        with open(f"{home}.trace", encoding="utf-8", errors="replace") as trace:
            found = calls_of(trace, home)
        again = self.converge(name, home, "resume")
        assert not again, again
        self.truths[name] = saved.Truth(home)
        wrong = saved.check_truth(self.truths[name], scene.posts)
        wrong += saved.look(home, self.truths[name], True)
        assert not wrong, wrong
        scenes.forget_trace(home)
        return found

    def converge(self, name, home, how):
        """Runs that nothing happens to, until all must be kept."""
        scene, found = SCENES[name], []
        words = [["resume"]] if how == "resume" else []
        for args in [*words, ["save", *map(scenes.address_of, scene.posts)]]:
            result = scenes.terminal(home, args)
            if result.status != 0 or result.hung:
                found.append(f"{args[0]} ended with {result.status}: {result.stderr[-300:]}")
        return found + saved.told(result, scene.posts, True)

    def try_point(self, point):
        """Whether the point was met, and the findings."""
        scene = SCENES[point.scene]
        home = self.homes.make(scene, self.bases[point.scene])
        call = point.call
        when = f"{call.number}{'+' if point.onwards else ''}"
        patience = scenes.LONG if point.fault == KILL else PATIENCE
        quick = [] if point.fault == KILL else ["--seccomp-bpf"]  # kills nothing
        result = scenes.run(scene, home, [
            *quick, "-P", call.path.replace("HOME", home), "-e", f"trace={call.name}",
            "-e", f"inject={call.name}:{point.fault}:when={when}"], patience)
        met = result.status == -signal.SIGKILL if point.fault == KILL else injected(home)
        scenes.forget_trace(home)
        found = self.judge(point, scene, home, result)
        shutil.rmtree(home)
        return met, found

    def judge(self, point, scene, home, result):
        truth, found = self.truths[point.scene], []
        hung = result.hung and point.call.name != "write"  # by a pipe it hears of the signal
        if hung or result.status in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS):
            found.append(f"ended with {result.status}: {result.stderr[-300:]}")
        # Where nothing can be written, nobody can be told; what waits for room is not told of.
        well = result.status == 0 and not result.late and point.call.name != "write" \
            and scene.args in ("save", None)
        found += saved.told(result, scene.posts, well)
        found += saved.look(home, truth, False)
        found += self.converge(point.scene, home, "resume" if point.call.number % 2 else "save")
        return found + saved.look(home, truth, True)


def injected(home):
    with open(f"{home}.trace", encoding="utf-8", errors="replace") as trace:
        return "INJECTED" in trace.read()


def points_of(name, calls):
    for call in calls:
        yield Point(name, call, KILL, False)
        for fault, which, onwards in FAULTS:
            if call.name in which:
                yield Point(name, call, fault, onwards)


def chosen(points, options):
    """Some of the points, of the writes of media only so many."""
    chance = random.Random(options.seed)
    for point in points:
        one_in = options.sample if point.fault == KILL else options.faults
        if chance.random() >= 1 / one_in:
            continue
        if point.fault == KILL and point.call.what == "media" and point.call.name in WRITES:
            options.media_writes += 1
            if options.media_writes > MEDIA_WRITES:
                continue
        yield point


def sweep_scene(saves, pool, name, options, score):
    points = list(chosen(points_of(name, saves.prepare(name)), options))
    tried = collections.Counter()
    for point, (met, found) in zip(points, pool.map(saves.try_point, points)):
        tried[(point.fault == KILL, point.call.what)] += met
        score.note(f"{name}: {point.fault}{' onwards' if point.onwards else ''} at"
                   f" {point.call.name} {point.call.number} of {point.call.path}", found)
    for kill, word in ((True, "kill"), (False, "fault")):
        about = ", ".join(f"{what} {count}" for (killed, what), count in sorted(tried.items())
                          if killed == kill)
        print(f"{name}: {word} points: {about or 'none'}", flush=True)
    return tried


def total(tried, kill, what=None):
    return sum(count for (killed, about), count in tried.items()
               if killed == kill and what in (None, about))


def main():
    options = read_options(scenes.SWEPT, sample=1.0, faults=0.0)
    options.media_writes = 0
    options.faults = options.faults or 10 * options.sample
    score, tried = Score(), collections.Counter()
    scenes.add_posts()
    with workshop() as (work, pool):
        saves = Saves(work)
        for name in options.scenes:
            tried += sweep_scene(saves, pool, name, options, score)
    print(f"{total(tried, True)} kill points, {total(tried, True, 'media')} of them about parts of"
          f" media, {total(tried, False)} fault points")
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
