"""One large post, as a whole and after it was stopped at half."""
import os
import shutil
import signal
import statistics
import subprocess
import time

import clients
from measure import MB, MIB
from transfer_many import is_video

LARGE = 20e6  # as transfer-posts.mjs makes it


def one_post(bench, server, table, address, runs):
    seen = server.learn(lambda: bench.fresh(bench.save([address]), 0))
    fetch, names = clients.curl(bench.top, "one", seen.urls)
    videos = [url for url in seen.urls if is_video(url)]
    commands = {"ours": bench.save([address]), "curl": fetch, "proof": clients.and_proof(fetch, names, bench.top),
                **clients.others(bench.top, "one", seen.urls, videos, 1)}
    cost, server_could = server.strained(lambda: bench.in_turns(commands, runs, LARGE))
    size = sum(seen.sizes)
    what, same = f"one post of {size / MB:.0f} MB", f"the same {len(seen.urls)} answers"
    against = {"curl": (1.3, f"curl, {same}"), "proof": (1.0, "that curl, sync, sha256sum"),
               "aria2c": (None, f"aria2c, {same}"), "wget2": (None, f"wget2, {same}"),
               "yt-dlp": (1.0, "yt-dlp, the video alone")}
    for name, (most, words) in against.items():
        if name in cost:
            table.row(what, cost["ours"].wall * 1e3, cost[name].wall * 1e3, "ms", most, words)
    costs_of_bytes(bench, table, what, commands, cost, size)
    table.memory(what, cost["ours"].peak / MIB)
    fastest = min(one.wall for one in cost.values())
    table.row("the server is fast enough", size / fastest / MB, server_could.bytes / MB, "MB/s", 0.5,
              "fastest client; server by its own processor time")


def costs_of_bytes(bench, table, what, commands, cost, size):
    giga = size / 1e9
    for name in ("curl", "aria2c", "wget2"):
        if name in cost:
            table.row(f"{what}: processor time per GB", cost["ours"].cpu / giga, cost[name].cpu / giga, "s",
                      1.5 if name == "curl" else None, f"that {name}, without hashing")
    if clients.has("strace"):
        ours = bench.calls(commands["ours"]) / (size / MB)
        for name in ("curl", "aria2c", "wget2"):
            if name in commands:
                table.row(f"{what}: system calls per MB", ours, bench.calls(commands[name]) / (size / MB), "",
                          None, f"that {name}")


def resumed(bench, server, table, address, runs):
    """Killed at half, then again: what is measured is the second run. Whether anything of the first
    is used is seen by what is asked for."""
    seen = server.learn(lambda: bench.fresh(bench.save([address]), 0))
    video = next(url for url in seen.urls if is_video(url))
    walls, asked = {"ours": []}, []
    for _ in range(runs):
        wall, again = resumed_by_us(bench, server, address)
        walls["ours"].append(wall)
        asked.append(again)
        for name, command in clients.going_on("half", video).items():
            walls.setdefault(name, []).append(resumed_by(bench, command, video))
    share = statistics.median(asked) / sum(seen.sizes)
    note = "goes on" if share < 0.75 else "fetched whole again"
    wall = {name: statistics.median(all_of) * 1e3 for name, all_of in walls.items()}
    for name in list(wall)[1:]:
        table.row(f"killed at half ({note})", wall["ours"], wall[name], "ms", None, f"{name} of a half file")


def resumed_by_us(bench, server, address):
    """Gives the seconds of the second run, and the bytes that it asked for."""
    folder, walls = bench.folder(), []
    with server.slow():
        half_saved(bench, address, folder)
    again = server.learn(lambda: walls.append(bench.measure(bench.save([address]), folder).wall))
    shutil.rmtree(folder)
    return walls[0], sum(again.sizes)


def resumed_by(bench, command, video):
    folder = bench.folder()
    with open(folder / "half", "wb") as out:
        subprocess.run([*clients.CURL, "-r", f"0-{int(LARGE / 2) - 1}", video], stdout=out, check=True)
    wall = bench.measure(command, folder).wall
    if (folder / "half").stat().st_size != LARGE:
        raise SystemExit(f"{command[0]} does not go on")
    shutil.rmtree(folder)
    return wall


def half_saved(bench, address, folder):
    child = subprocess.Popen(bench.save([address]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env=os.environ | {"HOME": str(folder)})
    while child.poll() is None:
        parts = [one.stat().st_size for one in folder.rglob("*.part")]
        if sum(parts) >= LARGE / 2:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return
        time.sleep(0.005)
    raise SystemExit("it was saved before it could be killed")
