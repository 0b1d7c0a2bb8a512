#!/usr/bin/env bash
# Packs the extension: a zip for Chromium's family and an .xpi for Firefox, whose manifest is
# derived from the one in the source. The same source gives the same bytes.
#   manifests/pack.sh [FOLDER]    default: build/packages; prints the two files
# Needs jq and zip.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-build/packages}
mkdir -p "$out"
out=$(cd "$out" && pwd)
version=$(jq -er .version extension/manifest.json)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# pack FOLDER FILE: all files of FOLDER in order of name, without dates of their own.
pack() {
  rm -f "$2"
  find "$1" -exec env TZ=UTC touch -h -t 198001010000 {} +
  (cd "$1" && find . -type f ! -name '.*' | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$2")
  printf '%s\n' "$2"
}

mkdir "$stage/chromium" "$stage/firefox"
cp -R extension/. "$stage/chromium"
cp -R extension/. "$stage/firefox"
# Firefox knows neither a worker as background nor Chromium's own keys.
jq 'del(.background.service_worker, .key, .minimum_chrome_version)' \
  extension/manifest.json >"$stage/firefox/manifest.json"
pack "$stage/chromium" "$out/clipkeep-$version-chromium.zip"
pack "$stage/firefox" "$out/clipkeep-$version-firefox.xpi"
