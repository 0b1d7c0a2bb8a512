#!/usr/bin/env bash
# Builds the fuzz targets and runs each for a while from its seeds.
#   tests/fuzz/run.sh [SECONDS] [NAME…]     60 seconds and all targets when not said
# Inputs that crash a target are left in build/fuzz-found/NAME.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
names=("$@")
passed=0 failed=0

{ cmake --preset fuzz && cmake --build --preset fuzz; } || exit 1
if [ ${#names[@]} -eq 0 ]; then
  mapfile -t names < <(git ls-files 'tests/fuzz/fuzz_*.c' | sed 's|.*/fuzz_||; s|\.c$||')
fi

# Prints one line about a target; its whole output is shown only when it failed.
fuzz() {
  local name=$1 found=build/fuzz-found/$1 log=build/fuzz-found/$1.log
  mkdir -p "$found/inputs"
  if "build/fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$found/" "$found/inputs" \
    "tests/fuzz/corpus/$name" >"$log" 2>&1; then
    echo "ok: $name, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
  else
    echo "not ok: $name"
    tail -n 40 "$log"
    return 1
  fi
}

for name in "${names[@]}"; do
  if fuzz "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
