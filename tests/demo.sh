#!/usr/bin/env bash
# Shows Clipkeep at work: a real browser, the real extension and host, a stand-in for TikTok.
#   tests/demo.sh [--browser chromium|firefox] [--headless]
# The last line is the path of the saved video; a picture of the popup lies beside it. Your own
# browser, its profile and your account are not touched. Without --headless the window stays
# open until you close it.
set -euo pipefail
cd "$(dirname "$0")/.."

browser=chromium
headless=
usage() { sed -n '2,6s/^# \?//p' "$0"; }
while [ $# -gt 0 ]; do
  case $1 in
    --browser) browser=${2:-}; shift ;;
    --browser=*) browser=${1#*=} ;;
    --headless) headless=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
case $browser in chromium | firefox) ;; *) usage >&2; exit 2 ;; esac
if [ -z "$headless" ] && [ -z "${DISPLAY:-}" ]; then
  echo "There is no screen here (DISPLAY is not set): the browser runs without a window."
  headless=yes
fi

tests/setup.sh
mkdir -p build
log=build/demo-build.log
echo "Building Clipkeep"
{ cmake --preset release && cmake --build --preset release -j "$(nproc)"; } >"$log" 2>&1 ||
  { cat "$log" >&2; exit 1; }

out=$(mktemp -d "${TMPDIR:-/tmp}/clipkeep-demo-XXXXXX")
# The home of the demo is another one; the screen's key stays where it is.
if [ -n "${DISPLAY:-}" ] && [ -z "${XAUTHORITY:-}" ] && [ -e "$HOME/.Xauthority" ]; then
  export XAUTHORITY=$HOME/.Xauthority
fi
export CK_HOST=$PWD/build/release/bin/clipkeep MOZ_ENABLE_WAYLAND=0
exec tests/standin/world.sh node tests/e2e/demo.mjs "$browser" "$out" ${headless:+headless}
