#!/usr/bin/env python3
"""Measures how fast a saved page becomes a post: README.md here says what is compared.

usage: page.py CLIPKEEP READ_PAGE [RUNS [PAGE]]

CLIPKEEP is the release build, READ_PAGE is read_page.c built against it. Without a PAGE, one of
true size is made from tests/data/tiktok. The runs alternate, so that a busy moment of the
machine falls on all. Prints a table; exit 0 when every ratio is in bounds."""
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "tiktok"
UNIVERSAL = "__UNIVERSAL_DATA_FOR_REHYDRATION__"
SCRIPT = re.compile(rb'<script[^>]*id="' + UNIVERSAL.encode() + rb'"[^>]*>(.*?)</script>', re.S)
PYTHON = "/usr/bin/python3"  # Debian's own, which its yt-dlp is for
GEARS = 12  # streams of the post, which then weighs 28 kB as captured ones do
TEXTS = 4900  # make a page of 420 kB

LOADS = "import json, sys; json.loads(open(sys.argv[1], encoding='utf-8').read())"
# What yt-dlp does with the page of a post once it has it, without its network and command line.
YT_DLP = """
import json, sys, time
from yt_dlp import YoutubeDL
from yt_dlp.extractor.tiktok import TikTokIE
extractor = TikTokIE(YoutubeDL({'quiet': True}))
page = open(sys.argv[1], encoding='utf-8').read()
start = time.perf_counter()
items = extractor._get_sigi_state(page, 'page')['ItemModule']
post = extractor._parse_aweme_video_web(next(iter(items.values())), 'https://www.tiktok.com/')
print(json.dumps({'id': post['id'], 'ms': (time.perf_counter() - start) * 1e3}))
"""


def html(script_id, state):
    text = json.dumps(state, separators=(",", ":"), ensure_ascii=False).replace("/", "\\u002F")
    return (f'<!DOCTYPE html><html><head><title>x</title></head><body><script id="{script_id}" '
            f'type="application/json">{text}</script></body></html>').encode()


def made_pages():
    """A page as it is today and one in the shape of 2023, with the sizes of a real one: most of
    it are texts in one object."""
    item = json.loads((DATA / "video-item.json").read_text())
    gears = item["video"]["bitrateInfo"]
    offsets = json.dumps([{"time": n, "offset": 60000 * n} for n in range(1, 40)])
    extra = {"VideoExtra": json.dumps({"PktOffsetMap": offsets, "audio_bit_rate": 48000})}
    item["video"]["bitrateInfo"] = [gear | extra for gear in (gears * GEARS)[:GEARS]]
    texts = {f"web_text_key_{n}": f"A sentence of the page, number {n}, with a / in it." for n in range(TEXTS)}
    today = {"__DEFAULT_SCOPE__": {
        "webapp.app-context": {"language": "en"},
        "webapp.i18n-translation": texts,
        "webapp.video-detail": {"itemInfo": {"itemStruct": item}, "statusCode": 0}}}
    former = {"AppContext": {"lang": "en"}, "I18n": texts,
              "VideoPage": {"statusCode": 0}, "ItemModule": {item["id"]: item}}
    return html(UNIVERSAL, today), html("SIGI_STATE", former)


def run(command):
    """Gives its milliseconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=False)
    took = (time.perf_counter() - start) * 1e3
    if done.returncode not in (0, 3):  # 3: no post in it
        raise SystemExit(f"{command[0]} failed")
    return took, done.stdout


def medians(commands, runs):
    """The commands in turns; gives the median of each."""
    for command in commands:
        run(command)  # fills the page cache for all
    times = [[run(command)[0] for command in commands] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*times)]


def has_yt_dlp():
    return subprocess.run([PYTHON, "-c", "import yt_dlp"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def row(what, ours, theirs, other, most):
    """Prints one line of the table; False when the bound is broken."""
    fine = most is None or ours / theirs <= most
    verdict = "no bound" if most is None else f"<= {most:.1f}  {'PASS' if fine else 'FAIL'}"
    print(f"{what:<36} {ours:9.2f} ms  {theirs:9.2f} ms  {ours / theirs:6.2f}  {verdict}  ({other})")
    return fine


def today(clipkeep, read_page, page, folder, runs):
    whole, script = folder / "page.html", folder / "state.json"
    whole.write_bytes(page)
    script.write_bytes(SCRIPT.search(page).group(1))
    commands = [[clipkeep, "inspect", "--json", whole], [PYTHON, "-I", "-c", LOADS, script]]
    ours, theirs = medians(commands, runs)
    inside = json.loads(run([read_page, whole])[1])
    quick = row("page to post, process", ours, theirs, "python3 json.loads of its script", 0.5)
    light = row("page to post, in memory", inside["page_ms"], inside["jansson_ms"], "jansson, same script", 1.5)
    return quick and light


def former(clipkeep, read_page, page, folder, runs):
    whole = folder / "former.html"
    whole.write_bytes(page)
    commands = [[clipkeep, "inspect", "--json", whole], [PYTHON, "-I", "-c", YT_DLP, whole]]
    posts = [json.loads(run(command)[1]) for command in commands]
    if posts[0]["posts"][0]["id"] != posts[1]["id"]:
        raise SystemExit("the two read different posts")
    ours, theirs = medians(commands, runs)
    row("2023 page to post, process", ours, theirs, "yt-dlp, import and read", None)
    inside = json.loads(run([read_page, whole])[1])["page_ms"]
    alone = statistics.median(json.loads(run(commands[1])[1])["ms"] for _ in range(runs))
    row("2023 page to post, in memory", inside, alone, "yt-dlp, reading alone", None)


def main():
    clipkeep, read_page = sys.argv[1:3]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 21
    page, old_page = made_pages()
    if len(sys.argv) > 4:
        page = Path(sys.argv[4]).read_bytes()
    with tempfile.TemporaryDirectory() as name:
        print(f"medians of {runs} runs, in turns; {len(page)} bytes   clipkeep     the other   ratio  bound")
        fine = today(clipkeep, read_page, page, Path(name), runs)
        if has_yt_dlp():
            former(clipkeep, read_page, old_page, Path(name), runs)
        else:
            print("yt-dlp is not installed (apt-get install yt-dlp): not compared")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
