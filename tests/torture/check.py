#!/usr/bin/env python3
"""Says what is untrue in a state folder and a save folder that keep_posts has left.

usage: check.py [--final] SCENE STATE FOLDER   prints one line for each finding; exit 1 with any

It shares no code with what it checks. At any time:
  I1  a final name never holds an incomplete or mixed file; a photo post's folder is whole
  I2  what the archive has is in the folder, in SHA256SUMS and in the journal; the archive is sound
  I5  no post has two unfinished jobs
and, with --final, after a run that has ended well:
  I3  each post is kept once, under its first name, recorded once; nothing else is there
  I4  no part is left, no job is unfinished
I6 (each job is told of once) is asked of what the program printed: see told().
"""
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys

SCENES = {
    "video": ["7602050882429897470"],
    "photo": ["7679401525687041101"],
    "taken": ["7602050882429897474"],
    "permit": ["7602050882429897470"],
    "bulk": ["7602050882429897471", "7679401525687041102", "7602050882429897473"],
}
SIDECAR = b'{"made": "up"}\n'
TAKEN, MINE = "7602050882429897474", b"mine"  # a link, which another program has put there
PERMISSION = re.compile(r"catlady/2026-02-02 words \[\d+\]\.permission-\d+\.(json|proof\.txt)")
PROOF = b"proof"
HEX = re.compile(r"[0-9a-f]{64}")


def bytes_of(size, index):
    return bytes((i * 7 + index * 31 + i // 256) & 0xFF for i in range(size))


VIDEO = bytes_of(80000, 0)
ALBUM = {
    "01.jpg": bytes_of(5000, 0),
    "02.jpg": bytes_of(5001, 1),
    "sound.m4a": bytes_of(5002, 2),
    "post.info.json": SIDECAR,
}


def expected(post):
    """The files of a post by name."""
    if post.startswith("7679"):
        folder = f"mina/2026-02-02 words [{post}]"
        return {f"{folder}/{name}": content for name, content in ALBUM.items()}
    stem = f"catlady/2026-02-02 words [{post}]"
    if post == TAKEN:
        return {f"{stem}.mp4": MINE, f"{stem} (2).mp4": VIDEO, f"{stem} (2).info.json": SIDECAR}
    return {f"{stem}.mp4": VIDEO, f"{stem}.info.json": SIDECAR}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def read(path):
    if os.path.islink(path):
        return os.readlink(path).encode()
    with open(path, "rb") as file:
        return file.read()


def walk(folder):
    """All files by their names in the folder, and the names of folders."""
    files, folders = {}, []
    for here, inner, names in os.walk(folder):
        below = os.path.relpath(here, folder)
        for name in names:
            files[os.path.normpath(os.path.join(below, name))] = read(os.path.join(here, name))
        folders += [os.path.normpath(os.path.join(below, name)) for name in inner]
    return files, folders


def content_of(name):
    """What a file of this name must hold; None: nobody may have made it."""
    if name.endswith(f"[{TAKEN}].mp4"):
        return MINE
    if re.fullmatch(r"catlady/2026-02-02 words \[\d+\]( \(\d+\))?\.mp4", name):
        return VIDEO
    if re.fullmatch(r"catlady/2026-02-02 words \[\d+\]( \(\d+\))?\.info\.json", name):
        return SIDECAR
    inside = re.fullmatch(r"mina/2026-02-02 words \[\d+\](?: \(\d+\))?/([^/]+)", name)
    return ALBUM.get(inside[1]) if inside else None


def is_part(name):
    return re.search(r"(^|/)\.\d+(\.[a-z]+)?\.parts?(/|$)", name) is not None


def check_permission(name, files, found):
    """A proof may lie alone, for it comes first; what speaks of it is never without it."""
    if not name.endswith(".json"):
        if files[name] != PROOF:
            found.append(f"I1: {name} is not what was chosen")
        return
    try:
        said = json.loads(files[name])
        proof = files.get(f"catlady/{said['proof']['name']}", b"")
        if said["who"] != "Ann" or sha256(proof) != said["proof"]["sha256"]:
            found.append(f"I1: {name} says what is not so")
    except (ValueError, KeyError) as error:
        found.append(f"I1: {name} is not whole: {error}")


def check_names(files, folders, found):
    for name, content in files.items():
        if name in ("SHA256SUMS", "journal.jsonl") or is_part(name):
            continue
        if PERMISSION.fullmatch(name):
            check_permission(name, files, found)
            continue
        want = content_of(name)
        if want is None:
            found.append(f"I1: nobody makes {name}")
        elif content != want:
            found.append(f"I1: {name} holds {len(content)} bytes that are not its own")
    for folder in folders:
        if folder.startswith("mina/") and not is_part(folder):
            inner = {name.split("/")[2] for name in files if name.startswith(folder + "/")}
            if inner != set(ALBUM):
                found.append(f"I1: {folder} holds {sorted(inner)}")


def check_sums(files, found):
    """Returns the names that have a line."""
    lines = files.get("SHA256SUMS", b"").decode().split("\n")
    if lines[-1] != "" and not re.match(r"[0-9a-f]{0,64}(  .*)?$", lines[-1]):
        found.append(f"SHA256SUMS ends with {lines[-1]!r}")
    names = []
    for line in lines[:-1]:
        digest, name = line[:64], line[66:]
        if not HEX.fullmatch(digest) or line[64:66] != "  ":
            found.append(f"SHA256SUMS has a line {line!r}")
        elif name not in files or sha256(files[name]) != digest:
            found.append(f"SHA256SUMS is wrong about {name}")
        names.append(name)
    if len(names) != len(set(names)):
        found.append("SHA256SUMS has a line twice")
    return set(names)


def check_journal(files, found):
    """Returns the posts that it says were kept."""
    lines = files.get("journal.jsonl", b"").split(b"\n")
    before, kept = "0" * 64, set()
    for number, line in enumerate(lines[:-1], 1):
        try:
            event = json.loads(line)
            if event["prev"] != before:
                found.append(f"the journal's chain is broken at line {number}")
            if event["event"] == "kept":
                kept.add(event["post"])
        except ValueError:
            pass  # cut short; the next line's hash vouches for it
        before = sha256(line)
    return kept


def rows(db, sql):
    return db.execute(sql).fetchall()


def check_archive(state, files, sums, journal, found):
    path = os.path.join(state, "archive.sqlite")
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return [], []
    db = sqlite3.connect(path)
    try:
        if rows(db, "PRAGMA integrity_check") != [("ok",)]:
            found.append("I2: the archive is damaged")
        if not rows(db, "SELECT 1 FROM sqlite_schema"):
            return [], []
        for name, size, digest in rows(db, "SELECT name, bytes, sha256 FROM files"):
            if name not in files or len(files[name]) != size or sha256(files[name]) != digest:
                found.append(f"I2: recorded, but not so in the folder: {name}")
            # Of a permission that was found again the line comes when there is time.
            if name not in sums and not PERMISSION.fullmatch(name):
                found.append(f"I2: recorded, but not in SHA256SUMS: {name}")
        posts = [row[0] for row in rows(db, "SELECT id FROM posts")]
        found += [f"I2: recorded, but not in the journal: {post}"
                  for post in posts if post not in journal]
        done = [row[0] for row in rows(db, "SELECT post FROM jobs WHERE state = 'done'")]
        if sorted(done) != sorted(posts):
            found.append(f"I2: kept are {posts}, done are {done}")
        if rows(db, "SELECT post FROM jobs WHERE NOT ended GROUP BY post HAVING count(*) > 1"):
            found.append("I5: a post has two unfinished jobs")
        if rows(db, "SELECT 1 FROM jobs WHERE state IN ('done', 'failed') AND NOT EXISTS"
                    " (SELECT 1 FROM attempts WHERE job = jobs.number AND code = jobs.code)"):
            found.append("a job has ended without an attempt")
        unfinished = [row[0] for row in rows(db, "SELECT post FROM jobs WHERE NOT ended")]
        return posts, unfinished
    finally:
        db.close()


def check_permissions(state, files, sums, found):
    """Exactly one is recorded, and all that is recorded of it has its line."""
    db = sqlite3.connect(os.path.join(state, "archive.sqlite"))
    written = rows(db, "SELECT file, proof FROM permissions")
    db.close()
    there = [name for name in files if PERMISSION.fullmatch(name) and name.endswith(".json")]
    if len(written) != 1 or there != [written[0][0]]:
        found.append(f"I3: permissions are {written}, in the folder {there}")
    found += [f"not in SHA256SUMS: {name}" for row in written for name in row if name not in sums]


def check_final(scene, folder, files, folders, sums, posts, unfinished, found):
    want = {}
    for post in SCENES[scene]:
        want.update(expected(post))
    lists = {"SHA256SUMS", "journal.jsonl"}
    for name in files.keys() - want.keys() - lists:
        if scene == "permit" and PERMISSION.fullmatch(name):
            continue
        found.append(f"{'I4: left over' if is_part(name) else 'I3: too much'}: {name}")
    found += [f"I4: left over: {name}" for name in folders if is_part(name)]
    found += [f"I3: missing: {name}" for name in want.keys() - files.keys()]
    found += [f"not in SHA256SUMS: {name}" for name in want.keys() - sums
              if want[name] != MINE]
    if sorted(posts) != sorted(SCENES[scene]):
        found.append(f"I3: kept are {posts}")
    if unfinished:
        found.append(f"I4: unfinished are {unfinished}")
    result = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=folder,
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        found.append(f"sha256sum says: {result.stdout}{result.stderr}")


def check(scene, state, folder, final):
    """The findings, as words."""
    found = []
    files, folders = walk(folder)
    check_names(files, folders, found)
    sums = check_sums(files, found)
    journal = check_journal(files, found)
    posts, unfinished = check_archive(state, files, sums, journal, found)
    if final:
        check_final(scene, folder, files, folders, sums, posts, unfinished, found)
    if final and scene == "permit":
        check_permissions(state, files, sums, found)
    return found


def told(scene, output, status):
    """I6: findings in what one run has printed and how it ended."""
    words = [line.split() for line in output.splitlines()]
    found = []
    for post in SCENES[scene]:
        about = [line[0] for line in words if line[1] == post]
        if len(about) > 1:
            found.append(f"I6: {post} was told of {len(about)} times")
        if status == 0 and scene != "bulk" and about not in (["done"], ["had"]):
            found.append(f"I6: {post} ended well and was told as {about}")
    if status == 0 and any(line[0] == "failed" for line in words):
        found.append("I6: a failure was told, but the run ended well")
    return found


def main(args):
    final = args[:1] == ["--final"]
    findings = check(*args[1 if final else 0:][:3], final)
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
