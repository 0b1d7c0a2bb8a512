#!/usr/bin/env python3
"""Measures saving against other programs fetching the same: README.md here says what is compared.

usage, inside tests/standin/world.sh: transfer.py CLIPKEEP RUN [OPTION...]

CLIPKEEP is the release build, RUN is run.c built. The server is nginx with one worker, in front of
the stand-in: what it has been asked for once it keeps as files, so that everybody is measured
against a fast server and gets the very same bytes. Prints a table; exit 0 when every ratio is in
bounds."""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Bench, Table
from transfer_many import FEW, many_posts, memory, small_jobs
from transfer_one import one_post, resumed
from transfer_server import Server

PARTS = ("one", "resume", "many", "small", "memory")


def options():
    reader = argparse.ArgumentParser()
    reader.add_argument("clipkeep", type=Path)
    reader.add_argument("run", type=Path)
    reader.add_argument("--runs", type=int, default=7)
    reader.add_argument("--posts", type=int, default=100, help="of 3 MB")
    reader.add_argument("--jobs", type=int, default=300, help="small ones")
    reader.add_argument("--queue", type=int, default=1000, help="small ones, for memory")
    reader.add_argument("--only", default=",".join(PARTS), help="some of the parts, with commas")
    given = reader.parse_args()
    given.only = given.only.split(",")
    if not set(given.only) <= set(PARTS):
        reader.error(f"the parts are {', '.join(PARTS)}")
    if given.queue < FEW:
        reader.error(f"a queue of at least {FEW}")
    return given


def make_posts(given):
    """Gives the addresses of a large one, of those of 3 MB, and of small ones."""
    posts = given.posts if "many" in given.only else 0
    small = max([0] + [count for part, count in (("small", given.jobs), ("memory", given.queue)) if part in given.only])
    done = subprocess.run(["node", Path(__file__).parent / "transfer-posts.mjs", str(posts), str(small)], check=True,
                          text=True, stdout=subprocess.PIPE)
    large, *rest = done.stdout.split()
    return large, rest[:posts], rest[posts:]


def compare(bench, server, table, given):
    large, posts, small = make_posts(given)
    print(f"transfers, medians of {given.runs} runs, in turns".ljust(43) +
          "   clipkeep       the other     ratio  bound", flush=True)
    parts = {"one": (one_post, large), "resume": (resumed, large), "many": (many_posts, posts),
             "small": (small_jobs, small[:given.jobs]), "memory": (memory, small[:given.queue])}
    for name in given.only:
        part, what = parts[name]
        part(bench, server, table, what, given.runs)


def main():
    given, table = options(), Table()
    with tempfile.TemporaryDirectory() as name, Server(Path(name)) as server:
        compare(Bench(given.clipkeep.resolve(), given.run.resolve(), Path(name)), server, table, given)
    return 0 if table.fine else 1


if __name__ == "__main__":
    sys.exit(main())
