#!/usr/bin/env bash
# Renders the extension's icons from the one drawing (needs rsvg-convert, package librsvg2-bin).
set -euo pipefail
cd "$(dirname "$0")/../extension/icons"
for size in 16 32 48 128; do
  rsvg-convert --width="$size" --height="$size" --output="icon-$size.png" icon.svg
done
