#!/usr/bin/env bash
# Measures the release build, in one run, against programs that do the same or less
# (tests/bench/README.md). Exit 0 when all ratios are in bounds, 1 when one is not.
#   tests/bench.sh [--only PART[,PART...]] [--runs N] [--posts N] [--jobs N] [--queue N] [--starts N]
# Parts: start page archive export popup library one resume many small memory; all unless told. --runs (7) are those of
# transfers, --posts (100) of 3 MB in many, --jobs (300) in small, --queue (1000) in memory, --starts
# (31) the runs of the first three. At full size: --posts 1000 --jobs 10000 --queue 10000.
set -euo pipefail
cd "$(dirname "$0")/.."

parts=start,page,archive,export,popup,library,one,resume,many,small,memory runs=7 posts=100 jobs=300 queue=1000 starts=31
while [ $# -gt 1 ]; do
  case $1 in
    --only) parts=$2 ;;
    --runs) runs=$2 ;;
    --posts) posts=$2 ;;
    --jobs) jobs=$2 ;;
    --queue) queue=$2 ;;
    --starts) starts=$2 ;;
    *) break ;;
  esac
  shift 2
done
known='^((start|page|archive|export|popup|library|one|resume|many|small|memory)(,|$))+$'
if [ $# != 0 ] || ! [[ $parts =~ $known ]]; then
  sed -n '4,7s/^# *//p' "$0" >&2
  exit 2
fi
wanted() { case ,$parts, in *",$1,"*) ;; *) return 1 ;; esac; }

core=build/release/host/libclipkeep_core.a
host=$PWD/build/release/bin/clipkeep
mkdir -p build
{ cmake --preset release && cmake --build --preset release -j "$(nproc)"; } >build/bench-build.log 2>&1 ||
  { cat build/bench-build.log >&2; exit 2; }
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

# Only here: tests do not need it. Where it cannot be had, the rest is measured.
for name in yt-dlp:yt-dlp nginx:nginx-light aria2c:aria2 wget:wget wget2:wget2; do
  command -v "${name%:*}" >/dev/null && continue
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get install -y --no-install-recommends "${name#*:}" >>build/bench-apt.log 2>&1 || true
  fi
  command -v "${name%:*}" >/dev/null || echo "not compared, because it is not installed: ${name#*:}"
done

program() {
  ${CC:-cc} -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra "$@"
}
read -ra libraries < <(pkg-config --cflags --libs libcurl jansson sqlite3 libcrypto libutf8proc libzip)
inside() {
  program -Ihost -Ibuild/release/host -o "$home/$1" "tests/bench/$1.c" "$core" "${libraries[@]}"
}

# The origin that the host lets in is the one in the manifest it registers itself.
measure_start() {
  program -o "$home/start" tests/bench/start.c
  local origin
  "$host" register chromium >/dev/null
  origin=$(grep -o 'chrome-extension://[a-p]*/' "$HOME"/.config/chromium/NativeMessagingHosts/*.json | head -n 1)
  "$home/start" "$host" "$origin" "$starts"
}

measure_page() {
  inside read_page
  python3 tests/bench/page.py "$host" "$home/read_page" "$starts"
}

measure_archive() {
  inside archive
  mkdir "$home/archives"
  "$home/archive" "$home/archives" "$starts"
}

measure_export() {
  python3 tests/bench/export.py "$host" tests/standin/exports.mjs
}

# How soon the popup paints what was known, in the real browsers.
measure_popup() {
  CK_HOST=$host tests/standin/world.sh tests/e2e/screen.sh node tests/bench/popup.mjs 11
}

# The library of 100,000 posts in both browsers, from the folder.
measure_library() {
  node tests/bench/library.mjs "$host"
}

measure_transfers() {
  if ! command -v nginx >/dev/null; then
    echo "transfers: not measured, nginx is not installed (apt-get install nginx-light)"
    return
  fi
  program -o "$home/run" tests/bench/run.c
  tests/standin/world.sh python3 tests/bench/transfer.py "$host" "$home/run" --only "$1" \
    --runs "$runs" --posts "$posts" --jobs "$jobs" --queue "$queue"
}

unset "${!XDG_@}"
export HOME=$home
status=0
if wanted start; then measure_start || status=1; echo; fi
if wanted page; then measure_page || status=1; echo; fi
if wanted archive; then measure_archive || status=1; echo; fi
if wanted export; then measure_export || status=1; echo; fi
if wanted popup; then measure_popup || status=1; echo; fi
if wanted library; then measure_library || status=1; echo; fi
transfers=
for part in one resume many small memory; do
  if wanted $part; then transfers+=${transfers:+,}$part; fi
done
[ -z "$transfers" ] || measure_transfers "$transfers" || status=1
exit $status
