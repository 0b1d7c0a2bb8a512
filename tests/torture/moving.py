#!/usr/bin/env python3
"""Lets the moving of kept posts into another folder fail at every single system call that may fail.

usage: moving.py [--sample N] [--seed N] [--program FILE]

The process is killed at the call, or the call reports a full or a broken drive. After each, no file
may be lost; a second run must end with every file in the new folder, once, both lists of checksums
true, and the record right. On one drive and, where /dev/shm is another, from one to the other.
The last line is `N passed, N failed`.
"""
import collections
import concurrent.futures
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from running import read_options, Score  # noqa: E402

CHANGES = ["write", "ftruncate", "fallocate", "fsync", "fdatasync", "openat", "renameat2",
           "renameat", "unlinkat", "mkdirat", "utimensat", "pwrite64", "unlink", "fchmod"]
FAULTS = [("signal=KILL", CHANGES + ["flock", "pread64", "read", "getdents64"]),
          ("error=ENOSPC", ["write", "pwrite64", "openat", "mkdirat", "fallocate"]),
          ("error=EIO", ["write", "fsync", "renameat2", "unlinkat", "openat", "read"])]
LISTS = {"SHA256SUMS", "journal.jsonl"}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def keep(folder, number, photo):
    """A kept post as Clipkeep leaves it: its files and their sidecar."""
    post = f"76020508824298{10000 + number}"
    stem = f"2026-02-02 my cat [{post}]"
    place = os.path.join(folder, "mina", stem) if photo else os.path.join(folder, "catlady")
    names = ["01.jpg", "02.jpg"] if photo else [f"{stem}.mp4", f"{stem}.en.vtt"]
    os.makedirs(place, exist_ok=True)
    files = []
    for name in names:
        content = f"{name} of {number}".encode() * (20000 if name.endswith("mp4") else 1)
        with open(os.path.join(place, name), "wb") as file:
            file.write(content)
        role = "image" if photo else "video" if name.endswith("mp4") else "captions"
        files.append({"role": role, "name": name, "bytes": len(content), "sha256": sha256(content)})
    sidecar = {"id": post, "uploader": "catlady", "description": "my cat",
               "webpage_url": f"https://www.tiktok.com/@catlady/video/{post}", "timestamp": 1770000000,
               "clipkeep": {"format": 1, "kind": "photo" if photo else "video",
                            "seen": {"how": "host", "at": 1780000000}, "files": files}}
    with open(os.path.join(place, "post.info.json" if photo else f"{stem}.info.json"), "w",
              encoding="utf-8") as file:
        json.dump(sidecar, file)


def keep_of_no_post(folder):
    """Files that belong to no post, written down as Clipkeep does (JOURNAL.md)."""
    names = {"profiles/mina/2026-11-22 183000.json": "profile", "profiles/mina/2026-11-22 183000.jpg": "picture",
             "Data export/2026-01-05 203107 aaaaaaaaaaaaaaaa.mp4": "own", "Data export/2026-11-22 likes.csv": "table"}
    files = []
    for name, role in names.items():
        content = name.encode() * (20000 if role == "own" else 1)
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
        files.append({"role": role, "name": name, "bytes": len(content), "sha256": sha256(content)})
    event = {"prev": "0" * 64, "at": 1780000000, "event": "added", "post": "", "files": files}
    line = json.dumps(event, separators=(",", ":"))[:-1]
    with open(os.path.join(folder, "journal.jsonl"), "x", encoding="utf-8") as file:
        file.write(f'{line},"sum":"{sha256(line.encode())}"}}\n')
    with open(os.path.join(folder, "SHA256SUMS"), "a", encoding="utf-8") as file:
        file.writelines(f"{one['sha256']}  {one['name']}\n" for one in files)


def content_of(folder):
    """What lies there: the hash of each file by its name, leftovers and lists apart."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if name not in LISTS:
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = sha256(file.read())
    return found


class Moving:
    def __init__(self, program, work, other):
        self.program = program
        self.work = work
        self.other = other  # where the new folder is
        self.base = os.path.join(work, "base")
        self.old = os.path.join(self.base, "Videos", "TikTok")
        for number in range(3):
            keep(self.old, number, number == 1)
        self.run(self.base, "rescan")
        self.run(self.base, "verify")
        keep_of_no_post(self.old)
        self.content = content_of(self.old)

    def run(self, home, *args, strace=()):
        command = [self.program, *args]
        if strace:
            command = ["strace", "-o", f"{home}/trace", *strace, *command]
        return subprocess.run(command, env={"HOME": home, "PATH": os.environ["PATH"]}, timeout=120,
                              capture_output=True, text=True, check=False)

    def place(self):
        """A copy of the home, under the same name to itself: records have absolute paths."""
        home = tempfile.mkdtemp(dir=self.work)
        shutil.copytree(self.base, home, dirs_exist_ok=True)
        new = tempfile.mkdtemp(dir=self.other)
        state = os.path.join(home, ".local/state/clipkeep/archive.sqlite")
        archive = sqlite3.connect(state)
        archive.execute("UPDATE posts SET folder = ?", [os.path.join(home, "Videos", "TikTok")])
        archive.commit()
        archive.close()
        self.run(home, "folder", new)
        return home, new

    def calls(self):
        home, new = self.place()
        self.run(home, "folder", "--move", strace=["-e", "trace=all"])
        with open(f"{home}/trace", encoding="utf-8", errors="replace") as trace:
            counts = collections.Counter(re.match(r"\w*", line)[0] for line in trace)
        found = self.look(home, new)
        shutil.rmtree(home)
        shutil.rmtree(new)
        return counts, found

    def lost(self, home, new):
        there = set(content_of(os.path.join(home, "Videos")).values()) | set(content_of(new).values())
        return [f"lost: {name}" for name, digest in self.content.items() if digest not in there]

    def look(self, home, new):
        """What is wrong after a move that should have come to its end."""
        old = os.path.join(home, "Videos", "TikTok")
        found = []
        now = {name: digest for name, digest in content_of(new).items()
               if not os.path.basename(name).startswith(".")}
        if now != self.content:
            found.append(f"in the new folder: {sorted(now)}")
        if left := content_of(old):
            found.append(f"left in the old folder: {sorted(left)}")
        if os.path.exists(os.path.join(old, "SHA256SUMS")):
            found.append("the old folder still lists checksums")
        sums = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=new,
                              capture_output=True, text=True, check=False)
        if sums.returncode != 0:
            found.append(f"sha256sum: {sums.stdout}{sums.stderr}")
        with open(os.path.join(new, "SHA256SUMS"), encoding="utf-8") as file:
            if {line[66:].rstrip("\n") for line in file} != set(self.content):
                found.append("SHA256SUMS lists something else")
        verified = self.run(home, "verify", "--json")
        if verified.returncode != 0 or json.loads(verified.stdout)["findings"]:
            found.append(f"verify: {verified.stdout}")
        return found

    def try_point(self, point):
        call, number, fault = point
        home, new = self.place()
        self.run(home, "folder", "--move",
                 strace=["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"])
        found = self.lost(home, new)
        again = self.run(home, "folder", "--move")
        if again.returncode != 0:
            found.append(f"the second run: {again.returncode} {again.stdout}{again.stderr}")
        found += self.look(home, new)
        shutil.rmtree(home)
        shutil.rmtree(new)
        return found


def sweep(program, other, chosen, sample, score):
    work = tempfile.mkdtemp(prefix="ck-moving-")
    with tempfile.TemporaryDirectory(dir=other, prefix="ck-moving-") as target:
        moving = Moving(program, work, target)
        counts, found = moving.calls()
        points = [(call, number, fault) for fault, calls in FAULTS for call in calls
                  for number in range(1, counts[call] + 1) if chosen.random() < 1 / sample]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            score.note("nothing injected", found)
            for point, wrong in zip(points, pool.map(moving.try_point, points)):
                score.note(" ".join(map(str, point)), wrong)
    shutil.rmtree(work)
    print(f"moving to {other}: {len(points)} points")


def main():
    options = read_options([], sample=1, program="build/dev/bin/clipkeep")
    program = os.path.abspath(options.program)
    others = [tempfile.gettempdir()]
    if os.path.isdir("/dev/shm") and os.stat("/dev/shm").st_dev != os.stat(others[0]).st_dev:
        others.append("/dev/shm")
    score = Score()
    for other in others:
        sweep(program, other, random.Random(options.seed), options.sample, score)
    return score.end()


if __name__ == "__main__":
    sys.exit(main())
