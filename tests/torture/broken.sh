#!/usr/bin/env bash
# Shows that the sweeps see a publishing that is broken: that syncs no files, that names them before
# it syncs them, that replaces what has the name. Each must be found; the unbroken one must not.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
keep=(--program build/dev/tests/keep_posts_broken)
export CK_PROGRAM=build/dev/tests/clipkeep_broken # of those that run the whole program
passed=0 failed=0

# expect HOW WANT COMMAND...: WANT is 1 when the sweep must find something.
expect() {
  local how=$1 want=$2 output status
  shift 2
  output=$(CK_BROKEN=$how "$@" 2>&1)
  status=$?
  # Finding something is more than failing.
  if [ $status -eq 1 ] && ! grep -qE '^not ok: .*(I[1-6]|lost|sha256sum)' <<<"$output"; then status=2; fi
  echo "$how: $(tail -1 <<<"$output")$(grep -m1 '^not ok' <<<"$output" | cut -c 1-120 | sed 's/^/; /')"
  if [ $status -eq "$want" ]; then
    passed=$((passed + 1))
  else
    echo "not ok: $how ended with status $status"
    failed=$((failed + 1))
  fi
}

whole=(tests/standin/world.sh python3 tests/torture/saves_power.py --points 80 video)
expect none 0 python3 tests/torture/power.py --sample 10 video photo "${keep[@]}"
expect sync 1 python3 tests/torture/power.py --sample 10 video "${keep[@]}"
expect late 1 python3 tests/torture/power.py --sample 2 video "${keep[@]}"
expect none 0 python3 tests/torture/sweep.py --sample 50 taken "${keep[@]}"
expect overwrite 1 python3 tests/torture/sweep.py --sample 50 taken "${keep[@]}"
expect none 0 "${whole[@]}"
expect sync 1 "${whole[@]}"
expect late 1 "${whole[@]}" --seed 2
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
