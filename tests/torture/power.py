#!/usr/bin/env python3
"""Cuts the power at every point of the keeping of posts.

usage: power.py [--sample N] [--seed N] [--program FILE] [SCENE...]

A run is traced; from the trace, what a drive holds after a power cut behind each call is made anew:
of a file what was in it at its last fsync, of a folder the names it had at its last fsync (variant
`nothing`). A drive may have kept more than it promised: all names but no unsynced bytes (`names`),
or all bytes but no unsynced names (`bytes`). In each of these check.py must find nothing untrue,
what the run had told as done must be there, and a second run must end well.
"""
import os
import random
import re
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check  # noqa: E402
from running import read_options, workshop, Score  # noqa: E402
from sweep import Sweep  # noqa: E402

TRACED = ("open,openat,close,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,"
          "link,linkat,unlink,unlinkat,mkdir,mkdirat,lseek")
LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
VARIANTS = ["nothing", "names", "bytes"]


class File:
    def __init__(self):
        self.live, self.synced = bytearray(), b""

    def sync(self):
        self.synced = bytes(self.live)

    def write(self, at, content):
        if len(self.live) < at:
            self.live.extend(bytes(at - len(self.live)))
        self.live[at:at + len(content)] = content

    def make(self, path, variant):
        with open(path, "wb") as file:
            file.write(self.live if variant == "bytes" else self.synced)


class Folder:
    def __init__(self):
        self.live, self.synced = {}, {}

    def sync(self):
        self.synced = dict(self.live)

    def make(self, path, variant):
        os.makedirs(path, exist_ok=True)
        for name, node in (self.live if variant == "names" else self.synced).items():
            node.make(f"{path}/{name}", variant)


def text(quoted):
    return bytes.fromhex(quoted.strip('"').replace("\\x", ""))


class Drive:
    """Follows a trace."""

    def __init__(self, root):
        self.root_path = root
        self.root = Folder()
        self.open = {}  # descriptor: [node, position, appending]
        self.told = []

    def find(self, dirfd, quoted):
        """The folder and the name that a path means; None outside of the root."""
        path = text(quoted).decode()
        folder = self.root
        if path.startswith("/"):
            if path != self.root_path and not path.startswith(self.root_path + "/"):
                return None
            path = path[len(self.root_path):]
        elif dirfd in self.open and isinstance(self.open[dirfd][0], Folder):
            folder = self.open[dirfd][0]
        else:
            return None
        parts = [part for part in path.split("/") if part not in ("", ".")]
        for part in parts[:-1]:
            folder = folder.live.get(part)
            if not isinstance(folder, Folder):
                return None
        return folder, parts[-1] if parts else None

    def opened(self, descriptor, place, flags):
        if place is None:
            self.open.pop(descriptor, None)
            return
        folder, name = place
        node = folder if name is None else folder.live.get(name)
        if node is None:
            node = folder.live[name] = File()
        if "O_TRUNC" in flags:
            node.live.clear()
        self.open[descriptor] = [node, 0, "O_APPEND" in flags]

    def moved(self, source, target):
        if source and target:
            target[0].live[target[1]] = source[0].live.pop(source[1])

    def wrote(self, descriptor, content):
        if descriptor == 1:
            self.told += re.findall(r"done (\d+)", content.decode())
        elif descriptor in self.open:
            entry = self.open[descriptor]
            at = len(entry[0].live) if entry[2] else entry[1]
            entry[0].write(at, content)
            entry[1] = at + len(content)

    def follow(self, line):
        """One call; true when it may have changed what a power cut leaves."""
        match = LINE.match(line)
        if match is None or int(match[3]) < 0:
            return False
        call, args, result = match[1], match[2].split(", "), int(match[3])
        number = int(args[0]) if args[0].isdigit() else None
        node = self.open.get(number, [None])[0]
        if call == "openat":
            self.opened(result, self.find(number, args[1]), args[2])
        elif call == "close":
            self.open.pop(number, None)
        elif call == "write":
            self.wrote(number, text(args[1])[:result])
        elif call == "pwrite64" and node is not None:
            node.write(int(args[3]), text(args[1])[:result])
        elif call == "ftruncate" and node is not None:
            size = int(args[1])
            node.write(size, b"")
            del node.live[size:]
        elif call == "lseek" and node is not None:
            self.open[number][1] = result
        elif call in ("fsync", "fdatasync") and node is not None:
            node.sync()
        elif call in ("renameat", "renameat2"):
            self.moved(self.find(number, args[1]), self.find(int(args[2]), args[3]))
        elif call == "rename":
            self.moved(self.find(None, args[0]), self.find(None, args[1]))
        elif call in ("unlink", "unlinkat", "mkdir", "mkdirat"):
            place = self.find(number, args[1] if call.endswith("at") else args[0])
            if place is not None and call.startswith("mkdir"):
                place[0].live[place[1]] = Folder()
            elif place is not None:
                place[0].live.pop(place[1], None)
        return call not in ("lseek", "close")


def trace_of(sweep, scene):
    """The lines of a run, and the folder it was made in."""
    place = sweep.place()
    result = sweep.run(place, scene, ["-xx", "-s", "1000000", "-e", f"trace={TRACED}"])
    assert result.returncode == 0, result.stderr
    with open(f"{place}/trace", encoding="ascii") as trace:
        lines = trace.readlines()
    shutil.rmtree(place)
    return lines, place


def look(sweep, scene, place, told):
    found = check.check(scene, f"{place}/state", f"{place}/folder", False)
    files, _ = check.walk(f"{place}/folder")
    for post in told:
        want = check.expected(post)
        if any(files.get(name) != content for name, content in want.items()):
            found.append(f"told as done, but lost: {post}")
    again = sweep.run(place, scene)
    if again.returncode != 0:
        found.append(f"the second run ended with {again.returncode}: {again.stderr[-300:]}")
    had = [post for post in told if f"done {post}" in again.stdout]
    if had:
        found.append(f"told as done, but not recorded: {had}")
    found += check.check(scene, f"{place}/state", f"{place}/folder", True)
    shutil.rmtree(place)
    return found


def cuts_of(sweep, scene, options):
    """Makes a folder for each cut and says what was told by then."""
    lines, root = trace_of(sweep, scene)
    chance = random.Random(options.seed)
    drive = Drive(root)
    for number, line in enumerate(lines, 1):
        changed = drive.follow(line)
        for variant in VARIANTS:
            if changed and chance.random() < 1 / options.sample:
                place = sweep.place()
                drive.root.make(place, variant)
                # The person's own folders have been there for long.
                os.makedirs(f"{place}/state", exist_ok=True)
                os.makedirs(f"{place}/folder", exist_ok=True)
                yield f"{scene}: {variant} kept behind call {number}", place, list(drive.told)


def main():
    options = read_options(["video", "photo", "bulk"], sample=1, program="build/dev/tests/keep_posts")
    score = Score()
    with workshop() as (work, pool):
        sweep = Sweep(os.path.abspath(options.program), work)
        for scene in options.scenes:
            before = score.tried
            waiting = []
            for what, place, told in cuts_of(sweep, scene, options):
                waiting.append((what, pool.submit(look, sweep, scene, place, told)))
                if len(waiting) > 50:
                    what, result = waiting.pop(0)
                    score.note(what, result.result())
            for what, result in waiting:
                score.note(what, result.result())
            print(f"{scene}: {score.tried - before} power cuts", flush=True)
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
