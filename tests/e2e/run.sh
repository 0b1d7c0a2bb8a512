#!/usr/bin/env bash
# The end-to-end tests: real Chromium and real Firefox, the extension, the real host, the stand-in.
#   tests/e2e/run.sh [FILE…]     CK_BROWSERS="chromium" or "firefox" for one of them
# Each browser has a world of its own, with a screen (Xvfb) that holds the folder dialog; the browsers
# themselves run headless. They run beside each other, because both mostly wait.
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
in_world() {
  CK_BROWSERS=$1 exec tests/standin/world.sh tests/e2e/screen.sh tests/e2e/run.sh --inside "${files[@]}"
}
case ${CK_BROWSERS:-both} in chromium | firefox) in_world "$CK_BROWSERS" ;; esac

said=$(mktemp -d) status=0
trap 'rm -rf "$said"' EXIT
(in_world chromium) >"$said/chromium" 2>&1 &
chromium=$!
(in_world firefox) >"$said/firefox" 2>&1 &
firefox=$!
wait "$chromium" || status=1
wait "$firefox" || status=1
cat "$said/chromium" "$said/firefox"
exit "$status"
