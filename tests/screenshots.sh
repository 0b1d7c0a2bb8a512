#!/usr/bin/env bash
# Makes the pictures of the README anew, from the real popup and options page in Chromium, into
# tests/screenshots, and sheets with every state of the popup and every section of the options: in
# light, in dark, and from right to left. For commits that change what a person sees.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/setup.sh
mkdir -p build
{ cmake --preset release && cmake --build --preset release -j "$(nproc)"; } >build/demo-build.log 2>&1 ||
  { cat build/demo-build.log >&2; exit 1; }
out=$PWD/tests/screenshots
mkdir -p "$out"
export CK_HOST=$PWD/build/release/bin/clipkeep
tests/standin/world.sh tests/e2e/screen.sh node tests/e2e/screenshots.mjs "$out"
around=(-background '#8a8f8d' -bordercolor '#8a8f8d')
for look in '' -dark -ar; do
  for state in "$out/states$look"/*.png; do
    convert "${around[@]}" label:"$(basename "$state" .png)" \( "$state" -resize 70% \) -append +set label "$state"
  done
  montage "$out/states$look"/*.png -gravity north -tile 6x -geometry +10+10 -background '#8a8f8d' "$out/states$look.png"
  parts=$out/options-sections$look
  for column in 1 2 3; do
    convert "$parts/$column"-*.png "${around[@]}" -border 10 -append "$parts/column-$column.png"
  done
  convert "$parts"/column-?.png "${around[@]}" -gravity north +append "$parts.png"
  rm -r "${out:?}/states$look" "${parts:?}"
done
# Flat colours compress well; dates would make the same picture a new file each time.
for picture in "$out"/*.png; do
  convert "$picture" -strip -dither None -colors 255 -depth 8 -define png:compression-level=9 \
    -define png:exclude-chunks=date,time "$picture"
done
ls -l "$out"
