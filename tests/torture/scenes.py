"""What the sweeps of the whole program run: posts of the stand-in, homes, and one run in a home.

Everything here lives inside tests/standin/world.sh. A scene is a command of the shipped program, or
a browser's messages to it, in a home that is empty or that another run was killed in.
"""
import collections
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time

PROGRAM = os.path.abspath(os.environ.get("CK_PROGRAM", "build/release/bin/clipkeep"))
CHROMIUM = "chrome-extension://naelbjimdjmkcpfelajbclpboledbdlf/"
LONG = 60  # seconds; no run takes that long unless it hangs
SOON = 10  # after which one that was asked to end has ended
ENDED = ("done", "failed", "cancelled")

SMALL = [{"gear": "normal_540_0", "codec": "h264", "width": 576, "height": 1024, "bytes": 0,
          "kind": "h264"}]
SILENT = [{"gear": "adapt_540_0", "codec": "h265", "width": 576, "height": 1024, "bytes": 0,
           "kind": "h265-silent", "dash": True}]
DAY = 1769990400


def post(number, author, text, **more):
    return {"id": f"76020508824298{number}", "author": author, "text": text, "created": DAY,
            "gears": SMALL, **more}


POSTS = {
    "video": post(97480, "catlady", "a video", captions=[{"language": "eng-US"}]),
    "joined": post(97481, "catlady", "a joined video", gears=SILENT, audio=[{"bitrate": 48000}]),
    "photo": post(97482, "mina", "a trip", images=2, sound="m4a"),
    "b1": post(97483, "catlady", "one of many"),
    "b2": post(97484, "mina", "two of many", images=1, sound="none"),
    "b3": post(97485, "breadhead", "three of many"),
    "b4": post(97486, "breadhead", "four of many"),
    "b5": post(97487, "tidal.pool", "five of many"),
}
MANY = [f"m{number}" for number in range(30)]
POSTS.update({name: post(98000 + at, f"author{at % 4}", f"{name} of very many",
                         **({"images": 1, "sound": "none"} if at % 3 else {}))
              for at, name in enumerate(MANY)})


def id_of(name):
    return POSTS[name]["id"]


def address_of(name):
    return f"https://www.tiktok.com/@{POSTS[name]['author']}/video/{id_of(name)}"


class Scene:
    """`args`: what the program is told; None: a browser asks for the posts. `base`: which scene
    a home was killed in at which call before, and what was run in it then."""

    def __init__(self, posts, args="save", base=None, settings=None):
        self.posts = posts
        self.args = args
        self.base = base
        self.settings = settings or {}

    def command(self):
        if self.args == "save":
            return ["save", *map(address_of, self.posts)]
        return [self.args]


BULK = ["b1", "b2", "b3", "b4", "b5"]
SCENES = {
    "video": Scene(["video"]),
    "joined": Scene(["joined"], settings={"sources": True}),
    "photo": Scene(["photo"]),
    "native": Scene(["video", "photo"], args=None),
    "bulk": Scene(BULK),
    "resumed": Scene(BULK, "resume", base=("bulk", "renameat2", 3, [])),
    "pause": Scene(["video"], "pause", base=("video", "renameat2", 1, [])),
    "paused": Scene(["video"], "resume", base=("video", "write", 2, ["pause"])),
}

SWEPT = list(SCENES)  # the others are too long to be killed at each call
SCENES["many"] = Scene(MANY)

Result = collections.namedtuple("Result", "status told stderr late hung")


def ask_standin(verb, body):
    connection = http.client.HTTPConnection("stand-in")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.environ["CK_WORLD"] + "/control.sock")
    connection.request("POST", f"/{verb}", json.dumps(body))
    answer = json.loads(connection.getresponse().read())
    connection.close()
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer.get("ok")


def add_posts(posts=None):
    for one in (posts or POSTS).values():
        ask_standin("add", {"post": one})


class Homes:
    """Makes homes below one folder, from nothing or from another one."""

    def __init__(self, work):
        self.work = work

    def make(self, scene=None, base=None):
        home = tempfile.mkdtemp(dir=self.work)
        if base is not None:
            shutil.copytree(base, home, dirs_exist_ok=True, symlinks=True)
            moved(home)
        elif scene is not None and scene.settings:
            os.makedirs(f"{home}/.config/clipkeep")
            with open(f"{home}/.config/clipkeep/settings.json", "w", encoding="ascii") as file:
                json.dump(scene.settings, file)
        return home

    def base_of(self, scene):
        """The home that a scene begins in; None: an empty one."""
        if scene.base is None:
            return None
        before, call, number, then = scene.base
        home = self.make(SCENES[before])
        result = run(SCENES[before], home, kill_at(call, number))
        assert result.status == -signal.SIGKILL, result
        for word in then:
            assert terminal(home, [word]).status == 0
        forget_trace(home)
        return home


def folder_of(home):
    return f"{home}/Videos/TikTok"


def archive_of(home):
    return f"{home}/.local/state/clipkeep/archive.sqlite"


def moved(home):
    """The archive knows where the save folder was."""
    if os.path.exists(archive_of(home)):
        db = sqlite3.connect(archive_of(home), isolation_level=None)
        if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'posts'").fetchone():
            db.execute("UPDATE posts SET folder = ?", [folder_of(home)])
        db.close()


def kill_at(call, number):
    return ["-y", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]


def traced(home, strace):
    # With -D the program is our own child, and strace the one that looks on.
    return ["strace", "-D", "-f", "-o", f"{home}.trace", *strace] if strace else []


def forget_trace(home):
    if os.path.exists(f"{home}.trace"):
        os.remove(f"{home}.trace")


def environment(home, more=None):
    broken = {"CK_BROKEN": os.environ["CK_BROKEN"]} if "CK_BROKEN" in os.environ else {}
    return {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", **broken, **(more or {})}


def begin(home, args, strace=(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=None,
          program=PROGRAM):
    return subprocess.Popen([*traced(home, strace), program, *args], env=environment(home, env),
                            stdin=stdin, stdout=subprocess.PIPE, stderr=stderr)


def end(process, patience):
    """Waits; asks it to end when that takes too long. Returns what it wrote, whether it was asked,
    and whether it did not listen."""
    try:
        return (*process.communicate(timeout=patience), False, False)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
    try:
        return (*process.communicate(timeout=SOON), True, False)
    except subprocess.TimeoutExpired:
        process.kill()
        return (*process.communicate(), True, True)


def told_by(output, errors):
    """The posts of which a terminal was told the end, as often as it was told."""
    kept = re.findall(rb"\[(\d{19})\]", output)
    failed = re.findall(rb"^clipkeep: https:\S*/(\d{19}): (?!paused)", errors, re.M)
    return [one.decode() for one in kept + failed]


def terminal(home, args, strace=(), patience=LONG, **more):
    process = begin(home, args, strace, **more)
    output, errors, late, hung = end(process, patience)
    return Result(process.returncode, told_by(output, errors), errors.decode(errors="replace"), late,
                  hung)


def frame(message):
    body = json.dumps(message).encode()
    return struct.pack("<I", len(body)) + body


class Browser:
    """Asks a host for posts and listens until it was told of the end of each."""

    def __init__(self, home, posts, strace=()):
        # What it says on standard error may be more than a pipe holds.
        self.errors = tempfile.TemporaryFile(dir=os.path.dirname(home))
        self.process = begin(home, [CHROMIUM], strace, subprocess.PIPE, self.errors)
        self.asked = {10 + at: id_of(name) for at, name in enumerate(posts)}
        self.told = []  # posts, once for each end
        self.ended = []  # the same as numbers of jobs
        os.set_blocking(self.process.stdout.fileno(), True)
        self.send([{"id": 1, "verb": "hello", "protocol": [1, 1], "version": "0.1.0",
                    "browser": "chromium"}, {"id": 2, "verb": "subscribe"},
                   *({"id": 10 + at, "verb": "save", "address": address_of(name)}
                     for at, name in enumerate(posts))])

    def send(self, messages):
        if not self.process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(b"".join(map(frame, messages)))
                self.process.stdin.flush()

    def next(self):
        """One message; None at the end."""
        head = self.process.stdout.read(4)
        size = struct.unpack("<I", head)[0] if len(head) == 4 else 0
        body = self.process.stdout.read(size)
        return json.loads(body) if size > 0 and len(body) == size else None

    def take(self, message):
        if message.get("event") == "error" and message.get("id") == 2:
            time.sleep(0.05)
            self.send([{"id": 2, "verb": "subscribe"}])
        elif message.get("event") == "error" and message.get("id") in self.asked:
            self.told.append(self.asked[message["id"]])
        elif message.get("event") == "job":
            self.take_end(message["job"])

    def take_end(self, job):
        if job["state"] in ENDED:
            self.told.append(job["post"])
            self.ended.append(job["job"])

    def listen(self):
        while not set(self.asked.values()) <= set(self.told):
            message = self.next()
            if message is None:
                return
            self.take(message)

    def leave(self):
        """As a browser does: the pipe ends."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        while (message := self.next()) is not None:
            self.take(message)


def native(home, posts, strace=(), patience=LONG):
    browser = Browser(home, posts, strace)
    late = [False]

    def give_up(*_):
        late[0] = True
        browser.process.terminate()

    timer = timer_for(patience, give_up)
    browser.listen()
    timer.cancel()
    timer = timer_for(SOON, browser.process.kill)
    browser.leave()
    status = browser.process.wait()
    hung = not timer.is_alive()
    timer.cancel()
    browser.process.stdout.close()
    browser.errors.seek(0)
    errors = browser.errors.read().decode(errors="replace")
    browser.errors.close()
    return Result(status, browser.told, errors, late, hung)


def timer_for(seconds, call):
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()
    return timer


def run(scene, home, strace=(), patience=LONG):
    if scene.args is None:
        return native(home, scene.posts, strace, patience)
    return terminal(home, scene.command(), strace, patience)
