#!/usr/bin/env bash
# The end-to-end tests: real Chromium and real Firefox, the extension, the real host, the stand-in.
#   tests/e2e/run.sh [FILE…]     CK_BROWSERS="chromium" or "firefox" for one of them
# Each browser has a world of its own, with a screen (Xvfb) that holds the folder dialog; the browsers
# themselves run headless. They run beside each other, because both mostly wait.
set -euo pipefail
cd "$(dirname "$0")/../.."

files=("$@")
[ $# -gt 0 ] || files=(tests/e2e/[!i]*.test.mjs)

in_world() {
  exec tests/standin/world.sh tests/e2e/screen.sh \
    node --test --test-reporter=tap --test-concurrency=1 "${files[@]}"
}
[[ ${CK_BROWSERS:-chromium firefox} != *' '* ]] && in_world

said=$(mktemp -d) pids=()
trap 'rm -rf "$said"' EXIT
for name in chromium firefox; do
  (CK_BROWSERS=$name in_world) >"$said/$name" 2>&1 &
  pids[${#pids[@]}]=$!
done
status=0
for pid in "${pids[@]}"; do wait "$pid" || status=1; done
cat "$said/chromium" "$said/firefox"
exit "$status"
