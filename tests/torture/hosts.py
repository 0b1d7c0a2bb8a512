#!/usr/bin/env python3
"""Kills two or three hosts at random that work on one archive, again and again.

usage (inside tests/standin/world.sh): hosts.py [--races N] [--seed N]

A terminal saves thirty posts, a browser asks for some of them, a second terminal resumes. Each of
them is killed at a random moment, and all are started anew, several times. Then one run finishes
the work, and all must be as if nothing had happened: each post kept once, by one of them.
"""
import os
import random
import shutil
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import saved  # noqa: E402
import scenes  # noqa: E402
from saves import Saves  # noqa: E402
from running import read_options, workshop, Score  # noqa: E402

ROUNDS = 5
LIFE = 0.8  # seconds at most; a save of all takes longer
MANY = scenes.SCENES["many"]


class Terminal:
    def __init__(self, home, args):
        self.process = scenes.begin(home, args)

    def end(self):
        self.process.kill()
        output, _, _, _ = scenes.end(self.process, scenes.LONG)
        return scenes.told_by(output, b"")


class Click(scenes.Browser):
    def end(self):
        self.process.kill()
        self.leave()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        return self.ended


def begin_all(home, count, chance):
    makers = [lambda: Terminal(home, MANY.command()),
              lambda: Click(home, chance.sample(scenes.MANY, 6)),
              lambda: Terminal(home, ["resume"])]
    return [make() for make in makers[:count]]


def rounds(home, count, chance):
    """Kills all, each at its own time; yields of what each told the end: posts, or jobs."""
    for _ in range(ROUNDS):
        running = begin_all(home, count, chance)
        for wait in sorted(chance.random() * LIFE for _ in running):
            time.sleep(wait / count)
            yield running.pop(chance.randrange(len(running))).end()


def try_race(saves, seed, count):
    home, chance, found = saves.homes.make(), random.Random(seed), []
    kills = 0
    for told in rounds(home, count, chance):
        kills += 1
        found += [f"I6: {one} was told of twice" for one in set(told) if told.count(one) > 1]
        found += saved.look(home, saves.truths["many"], False) if kills % count == 0 else []
    found += saves.converge("many", home, "resume")
    found += saved.look(home, saves.truths["many"], True)
    shutil.rmtree(home)
    return kills, found


def main():
    options = read_options([], races=20)
    score, total = Score(), 0
    scenes.add_posts()
    with workshop() as (work, _):
        saves = Saves(work)
        saves.prepare("many")
        for race in range(options.races):
            kills, found = try_race(saves, options.seed * 1000 + race, 2 + race % 2)
            total += kills
            score.note(f"race {race} of {2 + race % 2} hosts", found)
    print(f"{options.races} races of two or three hosts, {total} of them killed")
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
