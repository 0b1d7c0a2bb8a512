#!/usr/bin/env python3
"""Measures how fast a saved page becomes a post.

usage: page.py CLIPKEEP READ_PAGE [PAGE] [RUNS]

CLIPKEEP is the release build, READ_PAGE is tests/bench/read_page.c built against it. Without
a PAGE, one of true size is made from tests/data/tiktok. Prints two lines; exit 0 when
- as a process, `clipkeep inspect --json PAGE` takes at most half the time of a bare
  `python3 -c json.loads` of the page's state script alone,
- in the process, reading the page takes at most 1.5 times what jansson alone takes.
The runs alternate, so that a busy moment of the machine falls on both."""
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "tiktok"
SCRIPT = re.compile(rb'<script[^>]*id="__UNIVERSAL_DATA_FOR_REHYDRATION__"[^>]*>(.*?)</script>', re.S)


def made_page():
    """A page with the sizes of a real one: 420 kB, most of it texts in one object."""
    item = json.loads((DATA / "video-item.json").read_text())
    texts = {f"web_text_key_{i}": f"A sentence of the page, number {i}, with a \\u002F in it." for i in range(4000)}
    state = {"__DEFAULT_SCOPE__": {
        "webapp.app-context": {"language": "en"},
        "webapp.i18n-translation": texts,
        "webapp.video-detail": {"itemInfo": {"itemStruct": item}, "statusCode": 0}}}
    text = json.dumps(state, separators=(",", ":"), ensure_ascii=False).replace("/", "\\u002F")
    return (b'<!DOCTYPE html><html><head><title>x</title></head><body>'
            b'<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">'
            + text.encode() + b"</script></body></html>")


def run_ms(command):
    start = time.perf_counter()
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode not in (0, 3):  # 3: no post in it
        raise SystemExit(f"{command[0]} failed")
    return (time.perf_counter() - start) * 1e3


def main():
    clipkeep, read_page = sys.argv[1:3]
    page = Path(sys.argv[3]).read_bytes() if len(sys.argv) > 3 and sys.argv[3] else made_page()
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 21
    with tempfile.TemporaryDirectory() as folder:
        whole, script = Path(folder) / "page.html", Path(folder) / "state.json"
        whole.write_bytes(page)
        script.write_bytes(SCRIPT.search(page).group(1))
        ours, theirs = [], []
        loads = f"import json; json.loads(open({str(script)!r}, encoding='utf-8').read())"
        for _ in range(runs):
            ours.append(run_ms([clipkeep, "inspect", "--json", str(whole)]))
            theirs.append(run_ms([sys.executable, "-I", "-c", loads]))
        inside = json.loads(subprocess.run([read_page, str(whole)], check=True, stdout=subprocess.PIPE).stdout)
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    quick, light = theirs / ours >= 2, inside["ratio"] <= 1.5
    print(f"page to post, process   {len(page)} bytes: clipkeep inspect {ours:.1f} ms, python3 json.loads of the "
          f"script {theirs:.1f} ms: {theirs / ours:.2f} times faster (at least 2) {'ok' if quick else 'TOO SLOW'}")
    print(f"page to post, in memory {len(page)} bytes: {inside['page_ms']:.2f} ms, jansson alone "
          f"{inside['jansson_ms']:.2f} ms: ratio {inside['ratio']:.2f} (at most 1.5) {'ok' if light else 'TOO SLOW'}")
    return 0 if quick and light else 1


if __name__ == "__main__":
    sys.exit(main())
