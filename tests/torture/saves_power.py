#!/usr/bin/env python3
"""Cuts the power while the whole program saves.

usage (inside tests/standin/world.sh): saves_power.py [--points N] [--seed N] [SCENE...]

As power.py does for the keeping alone: a save is traced, and what a drive holds after a power cut
behind a call is made anew from the trace, in three variants. In each saved.py must find nothing
untrue, what a person was told is kept must be there, and the program must then end the work as if
nothing had happened. About N cuts of each scene are tried.
"""
import os
import random
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check  # noqa: E402
import saved  # noqa: E402
import scenes  # noqa: E402
from power import TRACED, VARIANTS, Drive  # noqa: E402
from saves import Saves  # noqa: E402
from running import read_options, workshop, Score  # noqa: E402


class SaveDrive(Drive):
    def wrote(self, descriptor, content):
        if descriptor == 1:
            self.told += [one.decode() for one in re.findall(rb"\[(\d{19})\]", content)]
        else:
            super().wrote(descriptor, content)


def whole_lines(trace):
    """The calls of all threads as if there were one. A call is where it ended; but another thread may
    have the descriptor that is being closed before the call returns."""
    begun = {}
    for line in trace:
        thread, call = line.rstrip("\n").split(None, 1)
        if call.startswith("close(") and call.endswith("<unfinished ...>"):
            yield call[:-len("<unfinished ...>")].rstrip() + ") = 0"
        elif call.endswith("<unfinished ...>"):
            begun[thread] = call[:-len("<unfinished ...>")]
        elif call.startswith("<... close resumed>"):
            continue
        elif call.startswith("<... "):
            head, rest = begun.pop(thread, ""), call.split("resumed>", 1)[1]
            yield (head.rstrip() if rest.startswith(")") else head) + rest
        else:
            yield call


def trace_of(saves, name):
    """The lines of a save, and the home it was made in."""
    scene = scenes.SCENES[name]
    home = saves.homes.make(scene)
    process = scenes.begin(home, scene.command(),
                                  ["-xx", "-s", "1000000", "-e", f"trace={TRACED}"])
    scenes.end(process, scenes.LONG)
    assert process.returncode == 0
    with open(f"{home}.trace", encoding="ascii") as trace:
        lines = list(whole_lines(trace))
    shutil.rmtree(home)
    return lines, home


def cuts_of(saves, name, options):
    """Makes a home for each cut and says what was told by then."""
    lines, root = trace_of(saves, name)
    chance = random.Random(options.seed)
    drive = SaveDrive(root)
    share = options.points / (len(lines) * len(VARIANTS))
    for number, line in enumerate(lines, 1):
        changed = drive.follow(line)
        for variant in VARIANTS:
            if changed and chance.random() < share:
                home = saves.homes.make()
                drive.root.make(home, variant)
                yield f"{name}: {variant} kept behind call {number}", home, list(drive.told)


def look(saves, name, home, told):
    scene, truth = scenes.SCENES[name], saves.truths[name]
    scenes.moved(home)
    found = saved.look(home, truth, False)
    files, _ = check.walk(scenes.folder_of(home))
    found += [f"told as kept, but lost: {file}" for file, content in truth.files.items()
              for post in told if post in file and not saved.is_sidecar(file)
              and files.get(file) != content]
    again = scenes.terminal(home, scene.command())
    if again.status != 0 or again.hung:
        found.append(f"the second run ended with {again.status}: {again.stderr[-300:]}")
    found += saved.told(again, scene.posts, True) + saved.look(home, truth, True)
    shutil.rmtree(home)
    return found


def main():
    options = read_options(["video", "photo", "bulk"], points=150)
    score = Score()
    scenes.add_posts()
    with workshop() as (work, pool):
        saves = Saves(work)
        for name in options.scenes:
            saves.prepare(name)
            before = score.tried
            waiting = [(what, pool.submit(look, saves, name, home, told))
                       for what, home, told in cuts_of(saves, name, options)]
            for what, result in waiting:
                score.note(what, result.result())
            print(f"{name}: {score.tried - before} power cuts", flush=True)
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
