#!/usr/bin/env bash
# Makes the pictures of the README anew, from the real popup and options page in Chromium, into
# tests/screenshots, and two sheets with every state of the popup. For commits that change what a person sees.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/setup.sh
mkdir -p build
{ cmake --preset release && cmake --build --preset release -j "$(nproc)"; } >build/demo-build.log 2>&1 ||
  { cat build/demo-build.log >&2; exit 1; }
out=$PWD/tests/screenshots
mkdir -p "$out"
export CK_HOST=$PWD/build/release/bin/clipkeep
tests/standin/world.sh node tests/e2e/screenshots.mjs "$out"
for sheet in states states-dark; do
  montage -label "%t" "$out/$sheet"/*.png -tile 6x -geometry +10+10 -background "#8a8f8d" -resize 70% "$out/$sheet.png"
  rm -r "${out:?}/$sheet"
done
# Flat colours compress well; dates would make the same picture a new file each time.
for picture in "$out"/*.png; do
  convert "$picture" -strip -dither None -colors 255 -define png:compression-level=9 \
    -define png:exclude-chunks=date,time "$picture"
done
ls -l "$out"
