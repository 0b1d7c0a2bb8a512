#!/usr/bin/env bash
# The end-to-end tests: real Chromium and real Firefox, the extension, the real host, the stand-in.
#   tests/e2e/run.sh [FILE…]     CK_BROWSERS="chromium" or "firefox" for one of them
# Two workers beside each other, because both often wait, and one for what goes at a person's pace and
# does little else: each has a world of its own, with a screen (Xvfb) that holds the folder dialog, and
# takes one file for one browser after the other until none is left. The browsers themselves run headless.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Takes the first line out of the list.
take() {
  local line
  {
    flock 9
    IFS= read -r line <"$1" || return 1
    sed -i 1d "$1"
  } 9>>"$1.lock"
  printf '%s\n' "$line"
}

# Browsers on a busy machine: a file that fails is tried once more, and that is said.
run_file() {
  local said=$1 file=$2
  node --test --test-reporter=tap "$file" >"$said" 2>&1 && return
  echo "# tried once more: $file, because of"
  grep -A12 '^not ok' "$said" | sed 's/^/# /'
  node --test --test-reporter=tap "$file" >"$said" 2>&1
}

work() {
  local list=$1 said status=0 browser file
  said=$(mktemp)
  while read -r browser file < <(take "$list"); do
    CK_BROWSERS=$browser run_file "$said" "$file" || status=1
    cat "$said"
  done
  rm -f "$said"
  return "$status"
}

if [ "${1:-}" = --work ]; then
  work "$2"
  exit
fi

files=("$@")
# The installer has a suite of its own.
[ $# -gt 0 ] || for file in tests/e2e/*.test.mjs; do
  [ "$file" = tests/e2e/install.test.mjs ] || files+=("$file")
done
said=$(mktemp -d) status=0
trap 'rm -rf "$said"' EXIT
for file in "${files[@]}"; do
  for browser in ${CK_BROWSERS:-firefox chromium}; do
    case $file in */everything.*) list=slow ;; *) list=quick ;; esac
    echo "$browser $file" >>"$said/$list"
  done
done

in_world() { tests/standin/world.sh tests/e2e/screen.sh tests/e2e/run.sh --work "$said/$1"; }
if [ "$(cat "$said"/* | wc -l)" -eq 1 ]; then
  in_world "$(ls "$said")"
  exit
fi
workers=()
for list in slow quick quick; do
  [ -s "$said/$list" ] || continue
  in_world "$list" >"$said/${#workers[@]}.log" 2>&1 &
  workers+=($!)
done
for worker in "${workers[@]}"; do wait "$worker" || status=1; done
cat "$said"/*.log
# A world that did not begin leaves its work to the other, if there is one; one that ended early leaves some.
for list in slow quick; do
  [ ! -s "$said/$list" ] || { echo "not done: $(tr '\n' ' ' <"$said/$list")"; status=1; }
done
exit "$status"
