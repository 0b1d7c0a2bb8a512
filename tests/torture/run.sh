#!/usr/bin/env bash
# Kills, starves and cuts the power of the keeping of posts and of the whole program while it saves,
# and refuses its requests for memory; README.md says what is tried and what must hold.
#   tests/torture/run.sh               the full run: more than 2,000 kill points, 1,000 fault points
#                                      and 300 power cuts
#   tests/torture/run.sh --sample 20   about one in twenty of those
# Builds nothing: the presets dev, asan and release must have been built. A seed chooses the points:
# CK_SEED=2 tests/torture/run.sh. The sweeps end with `N passed, N failed` each.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
seed=${CK_SEED:-1}
sample=1
if [ "${1:-}" = --sample ]; then sample=$2; fi
world=(tests/standin/world.sh python3)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

# about N: one in `sample` of N, at least M.
about() { echo $(($1 / sample > $2 ? $1 / sample : $2)); }
# times X: X times `sample`, for one in so many.
times() { awk "BEGIN { print $1 * $sample }"; }

try() {
  echo "== $1"
  shift
  "$@" --seed "$seed" 2>&1 | tee -a "$log"
  if [ "${PIPESTATUS[0]}" -ne 0 ]; then status=1; fi
}

for program in build/dev/tests/keep_posts build/release/bin/clipkeep build/asan/tests/starved; do
  if [ ! -x $program ]; then
    echo "not ok: $program is missing; build the presets dev, asan and release first"
    echo '0 passed, 1 failed'
    exit 1
  fi
done
if ! strace -o /dev/null true 2>/dev/null; then
  echo 'skipped: this system does not let strace trace programs'
  echo '0 passed, 0 failed, 1 skipped'
  exit 0
fi
try 'the keeping: kills and faults' python3 tests/torture/sweep.py --sample "$(times 2)"
try 'the keeping: power cuts' python3 tests/torture/power.py --sample "$(times 4)"
try 'the keeping: memory' python3 tests/torture/memory.py --sample "$(times 4)"
try 'a move: kills and faults' python3 tests/torture/moving.py --sample "$(times 4)"
if ! tests/standin/world.sh true 2>/dev/null; then
  echo 'skipped: this system lets nobody make namespaces for the whole program'
  echo '0 passed, 0 failed, 1 skipped'
  exit $status
fi
try 'a save: kills and faults' "${world[@]}" tests/torture/saves.py \
  --sample "$(times 1.6)" --faults "$(times 15)"
try 'a save: power cuts' "${world[@]}" tests/torture/saves_power.py --points "$(about 150 8)"
try 'a save: memory' "${world[@]}" tests/torture/saves_memory.py --points "$(about 240 12)"
try 'several hosts' "${world[@]}" tests/torture/hosts.py --races "$(about 30 2)"

awk -v OFS=', ' '
  /^[0-9]+ kill points/ { kills += $1; for (i = 2; i <= NF; i++) if ($i ~ /^fault/) faults += $(i - 1) }
  /: [0-9]+ power cuts$/ { cuts += $(NF - 2) }
  / requests for memory refused$/ { match($0, /: [0-9]+/); memory += substr($0, RSTART + 2, RLENGTH - 2) }
  /^[0-9]+ races of/ { races += $1 }
  /^[0-9]+ passed/ { failed += $3 }
  END { print "In all " kills + 0 " kill points", faults + 0 " fault points", cuts + 0 " power cuts",
        memory + 0 " refused requests for memory", races + 0 " races of hosts", failed + 0 " violations" }' "$log"
echo "$SECONDS s, seed $seed"
exit $status
