#!/usr/bin/env python3
"""Refuses each request for memory in turn while posts are kept.

usage: memory.py [--sample N] [--seed N] [--program FILE] [SCENE...]

Whoever asks, our code or a library: the program must end with an error or well, never crash, and
leave nothing untrue; a second run must end well.
"""
import functools
import os
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from running import read_options, workshop, Score  # noqa: E402
from sweep import Sweep  # noqa: E402

STARVE = os.path.abspath("build/dev/tests/starve.so")


def starved(sweep, place, scene, number):
    """Runs with the request refused; how many there were is in the file `count`."""
    with open(f"{place}/count", "wb") as count:
        return subprocess.run(
            [sweep.program, scene, f"{place}/state", f"{place}/folder"],
            env={**os.environ, "LD_PRELOAD": STARVE, "CK_STARVE_AT": str(number),
                 "CK_STARVE_TELL": str(count.fileno())},
            pass_fds=[count.fileno()], capture_output=True, text=True, check=False, timeout=120)


def requests_of(sweep, scene):
    place = sweep.place()
    result = starved(sweep, place, scene, 0)
    assert result.returncode == 0, result.stderr
    with open(f"{place}/count", encoding="ascii") as count:
        return int(count.read())


def try_one(sweep, scene, number):
    place = sweep.place()
    result = starved(sweep, place, scene, number)
    os.remove(f"{place}/count")
    found = sweep.look(place, scene, result)
    shutil.rmtree(place)
    return found


def main():
    options = read_options(["video", "photo", "bulk"], sample=1, program="build/dev/tests/keep_posts")
    score = Score()
    with workshop() as (work, pool):
        sweep = Sweep(os.path.abspath(options.program), work)
        for scene in options.scenes:
            chance = random.Random(options.seed)
            count = requests_of(sweep, scene)
            numbers = [number for number in range(1, count + 1)
                       if chance.random() < 1 / options.sample]
            results = pool.map(functools.partial(try_one, sweep, scene), numbers)
            for number, found in zip(numbers, results):
                score.note(f"{scene}: request {number} for memory", found)
            print(f"{scene}: {len(numbers)} of {count} requests for memory refused", flush=True)
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
