#!/usr/bin/env bash
# Shows that the sweeps see a publishing that is broken: that syncs no files, that names them before
# it syncs them, that replaces what has the name. Each must be found; the unbroken one must not.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
program=build/dev/tests/keep_posts_broken
passed=0 failed=0

# expect HOW WANT COMMAND...: WANT is 1 when the sweep must find something.
expect() {
  local how=$1 want=$2 output status
  shift 2
  output=$(CK_BROKEN=$how "$@" --program $program)
  status=$?
  echo "$how: $(tail -1 <<<"$output")$(grep -m1 '^not ok' <<<"$output" | cut -c 1-120 | sed 's/^/; /')"
  if [ $status -eq "$want" ]; then
    passed=$((passed + 1))
  else
    echo "not ok: $how ended with status $status"
    failed=$((failed + 1))
  fi
}

expect none 0 python3 tests/torture/power.py --sample 10 video photo
expect sync 1 python3 tests/torture/power.py --sample 10 video
expect late 1 python3 tests/torture/power.py --sample 2 video
expect none 0 python3 tests/torture/sweep.py --sample 50 taken
expect overwrite 1 python3 tests/torture/sweep.py --sample 50 taken
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
