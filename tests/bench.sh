#!/usr/bin/env bash
# Measures the release build, in one run, against programs that do the same or less
# (tests/bench/README.md). Exit 0 when all ratios are in bounds, 1 when one is not.
#   tests/bench.sh [RUNS [TRANSFERS [POSTS]]]     31, 7 runs of transfers, of 100 posts, unless told
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-31}
transfers=${2:-7}
posts=${3:-100}
core=build/release/host/libclipkeep_core.a
host=$PWD/build/release/bin/clipkeep
mkdir -p build
{ cmake --preset release && cmake --build --preset release -j "$(nproc)"; } >build/bench-build.log 2>&1 ||
  { cat build/bench-build.log >&2; exit 2; }
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

# Only here: tests do not need it. Where it cannot be had, the rest is measured.
for name in yt-dlp:yt-dlp nginx:nginx-light aria2c:aria2; do
  if ! command -v "${name%:*}" >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get install -y --no-install-recommends "${name#*:}" >>build/bench-apt.log 2>&1 || true
  fi
done

program() {
  ${CC:-cc} -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra "$@"
}
program -o "$home/start" tests/bench/start.c
program -o "$home/run" tests/bench/run.c
read -ra libraries < <(pkg-config --cflags --libs libcurl jansson sqlite3 libcrypto libutf8proc)
program -Ihost -Ibuild/release/host -o "$home/read_page" tests/bench/read_page.c "$core" "${libraries[@]}"
program -Ihost -Ibuild/release/host -o "$home/archive" tests/bench/archive.c "$core" "${libraries[@]}"

# The origin that the host lets in is the one in the manifest it registers itself.
unset "${!XDG_@}"
export HOME=$home
"$host" register chromium >/dev/null
origin=$(grep -o 'chrome-extension://[a-p]*/' "$HOME"/.config/chromium/NativeMessagingHosts/*.json | head -n 1)
status=0
"$HOME/start" "$host" "$origin" "$runs" || status=1
echo
python3 tests/bench/page.py "$host" "$HOME/read_page" "$runs" || status=1
echo
mkdir "$home/archives"
"$home/archive" "$home/archives" "$runs" || status=1
echo
if command -v nginx >/dev/null; then
  tests/standin/world.sh python3 tests/bench/transfer.py "$host" "$home/run" "$transfers" "$posts" || status=1
else
  echo "transfers: not measured, nginx is not installed (apt-get install nginx-light)"
fi
exit $status
