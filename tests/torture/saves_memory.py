#!/usr/bin/env python3
"""Refuses each request for memory in turn while the whole program saves a post.

usage (inside tests/standin/world.sh): saves_memory.py [--points N] [--seed N] [SCENE...]

Ours, jansson's, libcurl's and SQLite's requests are refused alike, one alone or all from it on, in
a build with the sanitizers (starved.c): the program must end, well or with an error, without a crash
or a leak, and leave nothing untrue; the shipped program then finishes the work. About N points of
each scene are tried, spread evenly; those at the end, where all is let go, are among them.
"""
import os
import random
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import saved  # noqa: E402
import scenes  # noqa: E402
from saves import Saves  # noqa: E402
from running import read_options, workshop, Score  # noqa: E402

STARVED = os.path.abspath("build/asan/tests/starved")
CAUGHT = 99  # what the sanitizers end with
PATIENCE = 20


def starved(home, scene, number=0, for_good=False):
    env = {"CK_REFUSE": str(number), "CK_REFUSE_TELL": f"{home}.count",
           "ASAN_OPTIONS": f"exitcode={CAUGHT}", "UBSAN_OPTIONS": f"exitcode={CAUGHT}",
           "LSAN_OPTIONS": f"exitcode={CAUGHT}", **({"CK_REFUSE_FOR_GOOD": "1"} if for_good else {})}
    return scenes.terminal(home, scene.command(), patience=PATIENCE, env=env, program=STARVED)


def is_libcurls(errors):
    """libcurl 7.88.1 frees a host's name twice when it cannot copy a TLS session's settings."""
    callers = re.findall(r"^ +#2 .*", errors, re.M)
    return "double-free" in errors and all("libcurl.so" in frame for frame in callers)


def requests_of(saves, name):
    scene = scenes.SCENES[name]
    home = saves.homes.make(scene, saves.bases[name])
    result = starved(home, scene)
    assert result.status == 0, result
    with open(f"{home}.count", encoding="ascii") as count:
        return int(count.read())


def try_one(saves, name, number, for_good):
    scene, truth = scenes.SCENES[name], saves.truths[name]
    home = saves.homes.make(scene, saves.bases[name])
    result = starved(home, scene, number, for_good)
    found = []
    caught = result.status == CAUGHT and not is_libcurls(result.stderr)
    if result.hung or result.status < 0 or caught:
        found.append(f"ended with {result.status}: {result.stderr[:3000]}")
    found += saved.told(result, scene.posts, False)
    found += saved.look(home, truth, False)
    found += saves.converge(name, home, "resume" if number % 2 else "save")
    found += saved.look(home, truth, True)
    shutil.rmtree(home)
    return found


def points_of(count, options):
    chance = random.Random(options.seed)
    step = max(1, count / options.points)
    at = 1 + chance.random() * step
    while at <= count:
        yield int(at), chance.random() < 0.5
        at += step


def main():
    options = read_options(["video", "photo", "resumed"], points=300)
    if not os.access(STARVED, os.X_OK):
        print(f"not ok: {STARVED} is missing; build the preset asan first\n0 passed, 1 failed")
        return 1
    score = Score()
    scenes.add_posts()
    with workshop() as (work, pool):
        saves = Saves(work)
        for name in options.scenes:
            saves.prepare(name)
            count = requests_of(saves, name)
            points = list(points_of(count, options))
            results = pool.map(lambda point, name=name: try_one(saves, name, *point), points)
            for (number, for_good), found in zip(points, results):
                score.note(f"{name}: request {number}{' and all after it' if for_good else ''}",
                           found)
            print(f"{name}: {len(points)} of {count} requests for memory refused", flush=True)
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
