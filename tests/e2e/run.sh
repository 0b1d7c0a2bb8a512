#!/usr/bin/env bash
# The end-to-end tests: real Chromium and real Firefox, the extension, the real host, the stand-in.
#   tests/e2e/run.sh [FILE…]     CK_BROWSERS="chromium" or "firefox" for one of them
# Each browser has worlds of its own, with a screen (Xvfb) that holds the folder dialog; the browsers
# themselves run headless. They run beside each other, because they mostly wait; Firefox, which takes
# longer, has two worlds, with every second file in each.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Browsers on a busy machine: a file that fails is tried once more, and that is said.
if [ "${1:-}" = --inside ]; then
  said=$(mktemp) status=0
  trap 'rm -f "$said"' EXIT
  for file in "${@:2}"; do
    if ! node --test --test-reporter=tap "$file" >"$said" 2>&1; then
      echo "# tried once more: $file, because of"
      grep -A12 '^not ok' "$said" | sed 's/^/# /'
      node --test --test-reporter=tap "$file" >"$said" 2>&1 || status=1
    fi
    cat "$said"
  done
  exit "$status"
fi

files=("$@")
[ $# -gt 0 ] || files=(tests/e2e/[!i]*.test.mjs)
# in_world BROWSER FILE…
in_world() {
  CK_BROWSERS=$1 exec tests/standin/world.sh tests/e2e/screen.sh tests/e2e/run.sh --inside "${@:2}"
}
case ${CK_BROWSERS:-both} in chromium | firefox) in_world "$CK_BROWSERS" "${files[@]}" ;; esac

said=$(mktemp -d) status=0 lanes=() even=() odd=()
trap 'rm -rf "$said"' EXIT
for i in "${!files[@]}"; do
  if ((i % 2)); then odd+=("${files[i]}"); else even+=("${files[i]}"); fi
done
# beside NAME BROWSER FILE…
beside() {
  (in_world "${@:2}") >"$said/$1" 2>&1 &
  lanes+=($!)
}
beside 1 chromium "${files[@]}"
beside 2 firefox "${even[@]}"
if [ ${#odd[@]} -gt 0 ]; then beside 3 firefox "${odd[@]}"; fi
for lane in "${lanes[@]}"; do wait "$lane" || status=1; done
cat "$said"/*
exit "$status"
