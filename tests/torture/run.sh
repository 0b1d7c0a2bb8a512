#!/usr/bin/env bash
# Kills, starves and cuts the power of the keeping of posts, at every system call that may fail, and
# refuses each request for memory.
#   tests/torture/run.sh               every point: takes half an hour
#   tests/torture/run.sh --sample 20   about one point in twenty
# Builds nothing; the last line is `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
program=build/dev/tests/keep_posts

if [ ! -x $program ]; then
  echo "not ok: $program is missing; build the preset dev first"
  echo '0 passed, 1 failed'
  exit 1
fi
if ! strace -o /dev/null true 2>/dev/null; then
  echo 'skipped: this system does not let strace trace programs'
  echo '0 passed, 0 failed, 1 skipped'
  exit 0
fi
status=0
for part in sweep power memory; do
  python3 tests/torture/$part.py "$@" || status=1
done
exit $status
