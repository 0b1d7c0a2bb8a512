"""Says what is untrue in a home after runs of the whole program. Shares no code with the program.

What must be there is known from a run that nothing happened to, whose media were compared with what
the stand-in serves. At any time:
  I1  a final name never holds an incomplete or mixed file; a photo post's folder is whole
  I2  what the archive has is in the folder, in SHA256SUMS and in the journal; the archive is sound
  I5  no post has two unfinished jobs, and none was kept twice
and, after a run that has ended well:
  I3  the same files, bytes and rows as in the undisturbed run, and nothing else
  I4  no part is left, no job is unfinished
I6 (each job is told of once) is asked of what the program said: see told().
"""
import json
import os
import sqlite3
import subprocess

import check
from scenes import POSTS, ask_standin, archive_of, folder_of, id_of

LISTS = {"SHA256SUMS", "journal.jsonl"}
# What a post may lack when its sidecar says so.
EXCUSES = {".jpg": "cover-missing", ".vtt": "captions-missing", "sound.m4a": "sound-missing"}


def is_sidecar(name):
    return name.endswith(".info.json")


def is_hidden_part(name):
    return any(part.startswith(".") and part.endswith((".part", ".parts"))
               for part in name.split("/"))


def timeless(content):
    """A sidecar without what differs from run to run; None: it is not whole."""
    try:
        sidecar = json.loads(content)
        sidecar["clipkeep"]["seen"].pop("at")
        for one in sidecar["clipkeep"]["files"]:
            one.pop("host", None)  # any mirror
        return sidecar
    except (ValueError, KeyError, TypeError):
        return None


def without(sidecar, notes, roles):
    """The same without some notes and files."""
    copy = json.loads(json.dumps(sidecar))
    for key in ("subtitles", "automatic_captions", "language"):
        if notes:
            copy.pop(key, None)
    ours = copy["clipkeep"]
    ours["notes"] = [word for word in ours["notes"] if word not in notes]
    ours["files"] = [one for one in ours["files"] if one["role"] not in roles]
    return copy


def rows(db, sql):
    return db.execute(sql).fetchall()


def rows_of(home):
    """What the archive says of posts and files, without times and hashes of sidecars."""
    db = sqlite3.connect(archive_of(home))
    try:
        return (sorted(rows(db, "SELECT id, kind, author, text, page, created, seen, newest"
                                " FROM posts")),
                sorted(rows(db, "SELECT p.id, f.role, f.name,"
                                " iif(f.role = 'sidecar', '', f.sha256), f.summed"
                                " FROM files f JOIN posts p ON p.number = f.post")))
    finally:
        db.close()


class Truth:
    """What a scene makes when nothing happens."""

    def __init__(self, home):
        self.files, folders = check.walk(folder_of(home))
        self.albums = {name for name in folders if name.endswith("]")}
        self.folders = set(folders)
        self.rows = rows_of(home)

    def media(self):
        return {check.sha256(content) for name, content in self.files.items()
                if name not in LISTS and not is_sidecar(name)}


def known_media(posts):
    """Hashes of all that the stand-in serves of these posts."""
    found = set()
    for name in posts:
        found |= {one["sha256"] for one in ask_standin("media", {"id": id_of(name)})}
        others = ask_standin("others", {"id": id_of(name)})
        found |= {one["sha256"] for kind in ("covers", "images", "sounds", "captions")
                  for one in others[kind]} | {others["music"]["sha256"]}
    return found


def check_truth(truth, posts):
    """The undisturbed run kept the bytes that were served, and all of the posts."""
    found = []
    served = known_media(posts)
    for name, content in truth.files.items():
        sidecar = timeless(content) if is_sidecar(name) else None
        for one in sidecar["clipkeep"]["files"] if sidecar else []:
            sources = one.get("derived_from", [one])
            found += [f"{name}: {source} is not what was served" for source in sources
                      if source["sha256"] not in served and one["role"] != "captions"]
    kept = sorted(row[0] for row in truth.rows[0])
    if kept != sorted(map(id_of, posts)):
        found.append(f"kept are {kept}")
    return found


def excused(name, truth_files, files):
    """Whether a post's sidecar says that it lacks this."""
    word = next((word for suffix, word in EXCUSES.items() if name.endswith(suffix)), None)
    post = next(one["id"] for one in POSTS.values() if one["id"] in name)
    sidecar = next((timeless(content) for other, content in files.items()
                    if is_sidecar(other) and post in other), None)
    return sidecar is not None and word in sidecar["clipkeep"]["notes"]


def same_sidecar(content, want):
    """Equal, or equal but for what it says is missing."""
    sidecar, want = timeless(content), timeless(want)
    if sidecar is None or sidecar == want:
        return sidecar is not None
    roles = {"cover-missing": "cover", "captions-missing": "captions", "sound-missing": "sound"}
    notes = [word for word in sidecar["clipkeep"]["notes"] if word in roles]
    missing = [roles[word] for word in notes]
    return bool(notes) and without(sidecar, notes, missing) == without(want, notes, missing)


def difference(content, want):
    """Where two sidecars differ, in a few words."""
    content, want = timeless(content), timeless(want)
    if content is None:
        return "it is not whole"
    members = [(have.get(key), one.get(key), key)
               for have, one in ((content, want), (content["clipkeep"], want["clipkeep"]))
               for key in have.keys() | one.keys()]
    return "; ".join(f"{key}: {str(have)[:100]}, not {str(one)[:100]}" for have, one, key in members
                     if have != one and key != "clipkeep")


def check_names(truth, files, folders, found):
    for name, content in files.items():
        if name in LISTS or is_hidden_part(name):
            continue
        want = truth.files.get(name)
        if want is None:
            found.append(f"I1: nobody makes {name}")
        elif is_sidecar(name) and not same_sidecar(content, want):
            found.append(f"I1: {name} is another one: {difference(content, want)}")
        elif not is_sidecar(name) and content != want:
            found.append(f"I1: {name} holds {len(content)} bytes that are not its own")
    for album in truth.albums & set(folders):
        for name in truth.files:
            if name.startswith(album + "/") and name not in files \
                    and not excused(name, truth.files, files):
                found.append(f"I1: {album} lacks {name[len(album):]}")


def check_archive(home, files, sums, journal, found):
    """Returns the number of unfinished jobs."""
    path = archive_of(home)
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return 0
    db = sqlite3.connect(path)
    try:
        if rows(db, "PRAGMA quick_check") != [("ok",)]:
            found.append("I2: the archive is damaged")
        if not rows(db, "SELECT 1 FROM sqlite_schema WHERE name = 'files'"):
            return 0
        for name, size, digest, summed in rows(db, "SELECT name, bytes, sha256, summed FROM files"):
            if name not in files or len(files[name]) != size or check.sha256(files[name]) != digest:
                found.append(f"I2: recorded, but not so in the folder: {name}")
            if summed and name not in sums:
                found.append(f"I2: said to be in SHA256SUMS, but is not: {name}")
        posts = [row[0] for row in rows(db, "SELECT id FROM posts")]
        found += [f"I2: recorded, but not in the journal: {post}"
                  for post in posts if post not in journal]
        found += [f"I5: kept twice: {post}" for post in set(posts) if posts.count(post) > 1]
        done = [row[0] for row in rows(db, "SELECT post FROM jobs WHERE state = 'done'")]
        if set(done) != set(posts):  # saved again, a bulk is done with it at once
            found.append(f"I2: kept are {posts}, done are {done}")
        if rows(db, "SELECT post FROM jobs WHERE NOT ended GROUP BY post HAVING count(*) > 1"):
            found.append("I5: a post has two unfinished jobs")
        if rows(db, "SELECT 1 FROM jobs WHERE state IN ('done', 'failed') AND NOT EXISTS"
                    " (SELECT 1 FROM attempts WHERE job = jobs.number AND code = jobs.code)"):
            found.append("a job has ended without an attempt")
        return rows(db, "SELECT count(*) FROM jobs WHERE NOT ended")[0][0]
    finally:
        db.close()


def check_final(home, truth, files, folders, sums, unfinished, found):
    for name in files.keys() - truth.files.keys():
        found.append(f"{'I4: left over' if is_hidden_part(name) else 'I3: too much'}: {name}")
    found += [f"I4: left over: {name}" for name in set(folders) - truth.folders]
    missing = {name for name in truth.files.keys() - files.keys()
               if not excused(name, truth.files, files)}
    found += [f"I3: missing: {name}" for name in missing]
    found += [f"not in SHA256SUMS: {name}" for name in files.keys() - sums - LISTS]
    if unfinished:
        found.append(f"I4: {unfinished} jobs are unfinished")
    if not found:
        posts, kept = rows_of(home)
        lacking = [row for row in truth.rows[1] if row not in kept and row[2] in files]
        if posts != truth.rows[0] or lacking:
            found.append(f"I3: other rows: {posts} {lacking}")
    result = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
                            cwd=folder_of(home), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        found.append(f"sha256sum says: {result.stdout}{result.stderr}")


def look(home, truth, final):
    """The findings, as words."""
    found = []
    files, folders = check.walk(folder_of(home))
    check_names(truth, files, folders, found)
    sums = check.check_sums(files, found)
    journal = check.check_journal(files, found)
    unfinished = check_archive(home, files, sums, journal, found)
    if final:
        check_final(home, truth, files, folders, sums, unfinished, found)
    return found


def told(result, posts, well):
    """I6: findings in what one run has said; `well`: each post must have been told of."""
    found = []
    for name in posts:
        times = result.told.count(id_of(name))
        if times > 1 or (well and times != 1):
            found.append(f"I6: {id_of(name)} was told of {times} times")
    return found
