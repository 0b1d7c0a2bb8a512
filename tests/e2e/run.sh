#!/usr/bin/env bash
# The end-to-end tests: real Chromium and real Firefox, the extension, the real host, the stand-in.
#   tests/e2e/run.sh [FILE…]     CK_BROWSERS="chromium" or "firefox" for one of them
# A screen of our own (Xvfb) holds the folder dialog; the browsers themselves run headless.
set -euo pipefail
cd "$(dirname "$0")/../.."

files=("$@")
[ $# -gt 0 ] || files=(tests/e2e/[!i]*.test.mjs)
exec tests/standin/world.sh tests/e2e/screen.sh \
  node --test --test-reporter=tap --test-concurrency=1 "${files[@]}"
