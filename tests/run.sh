#!/usr/bin/env bash
# Runs every test. Sets up what it needs first (tests/setup.sh).
#   tests/run.sh            everything
#   tests/run.sh SUITE…     only these; `tests/run.sh --list` names them
# The last line is `N passed, N failed` with `, N skipped` where something was; each skip says why
# above it. Logs of the suites stay in build/test-logs.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
logs=build/test-logs
world=tests/standin/world.sh

# Everything at once: what mostly waits for the stand-in's pauses runs beside what keeps the
# processor busy; the browsers come last and alone.
waiting=(fetch stand-in queue)
saving=(save lists table mixed torture fuzz)
working=(static units asan scripts extension join host install)
suites=(build "${working[@]}" "${waiting[@]}" "${saving[@]}" e2e)

say() { printf '%s\n' "$*"; }

# --- what each suite runs ---------------------------------------------------------------------
suite_build() {
  cmake --preset dev && cmake --build --preset dev &&
    cmake --preset asan && cmake --build --preset asan &&
    cmake --preset release && cmake --build --preset release && tests/hardening.sh
}
suite_static() { tests/check-c.sh; }
suite_units() { ctest --preset dev --verbose; }
suite_asan() { ctest --preset asan --verbose; }
suite_scripts() { git ls-files '*.sh' .ci/run | xargs shellcheck; }
suite_extension() { tests/lint.sh && node_tests --import ./tests/unit/modules.mjs tests/unit/*.test.mjs; }
suite_stand_in() { in_world tests/standin/*.test.mjs; }
suite_fetch() { # one after the other: two of them need the same address
  in_world tests/fetch/fetch.test.mjs && in_world tests/fetch/odd.test.mjs &&
    in_world tests/fetch/faulty.test.mjs
}
suite_join() { node_tests tests/fetch/join.test.mjs; }
suite_host() { node_tests tests/host/native.test.mjs tests/host/care.test.mjs tests/host/cli.test.mjs tests/host/checkup.test.mjs tests/host/tamper.test.mjs tests/host/schedule.test.mjs tests/host/moving.test.mjs tests/host/judge.test.mjs tests/host/import.test.mjs tests/host/export.test.mjs tests/host/adopt.test.mjs tests/host/elsewhere.test.mjs; }
suite_save() { in_world tests/host/save.test.mjs tests/host/off.test.mjs tests/host/history.test.mjs tests/host/again.test.mjs tests/host/timestamp.test.mjs tests/host/sandbox.test.mjs tests/host/choices.test.mjs tests/host/names.test.mjs; }
suite_queue() { # the first takes the world's names away for a while
  in_world tests/host/queue.test.mjs && in_world tests/host/resume.test.mjs && shipped tests/host/crowd.test.mjs
}
suite_lists() { in_world tests/host/backup.test.mjs tests/host/tab.test.mjs tests/host/taking.test.mjs tests/host/import-port.test.mjs tests/host/library.test.mjs tests/host/permissions.test.mjs; }
suite_table() { shipped tests/host/table.test.mjs; }
suite_mixed() { shipped tests/host/mixed.test.mjs; }
suite_install() { node_tests tests/e2e/install.test.mjs; }
suite_torture() { tests/torture/run.sh --sample 20 && tests/torture/broken.sh; }
suite_fuzz() { tests/fuzz/run.sh 5; }
suite_e2e() { tests/e2e/run.sh; }

node_tests() { node --test --test-reporter=tap "$@"; }
in_world() { "$world" node --test --test-reporter=tap "$@"; }
# With the release, as people have it.
shipped() { CK_PROGRAM=$PWD/build/release/bin/clipkeep in_world "$@"; }

# --- reading what a suite printed --------------------------------------------------------------
# Adds up the closing lines of cmocka, node's runner and our own scripts; prints "PASS FAIL SKIP".
count() {
  awk '
    /\[  PASSED  \] [0-9]+ test/  { match($0, /\] [0-9]+/); p += substr($0, RSTART + 2, RLENGTH - 2) }
    /\[  FAILED  \] [0-9]+ test/  { match($0, /\] [0-9]+/); f += substr($0, RSTART + 2, RLENGTH - 2) }
    /\[  SKIPPED \] [0-9]+ test/  { match($0, /\] [0-9]+/); s += substr($0, RSTART + 2, RLENGTH - 2) }
    /^# pass [0-9]+$/    { p += $3 }
    /^# fail [0-9]+$/    { f += $3 }
    /^# cancelled [0-9]+$/ { f += $3 }
    /^# skipped [0-9]+$/ { s += $3 }
    /^[0-9]+ passed, [0-9]+ failed/ { p += $1; f += $3; s += ($6 == "skipped" ? $5 : 0) }
    END { print p + 0, f + 0, s + 0 }' "$1"
}

# What each skipped test says, of one suite.
skips() {
  sed -nE 's/^ *ok .* # SKIP ?(.*)$/\1/p; s/^.*SKIPPED: (.*)$/\1/p; s/^skipped: (.*)$/\1/p' \
    "$logs/$1.log" | sed "s|^|  $1: |"
}

# Leaves "PASSED FAILED SKIPPED" in a file, so that suites may run beside each other.
run_suite() {
  local name=$1 log=$logs/$1.log began=$SECONDS status p f s
  say "== $name"
  "suite_${name//-/_}" >"$log" 2>&1 </dev/null
  status=$?
  read -r p f s < <(count "$log")
  # A suite that counts nothing is one test; one that failed without a failed test is a failure.
  if [ $((p + f + s)) -eq 0 ] && [ $status -eq 0 ]; then p=1; fi
  if [ $status -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
  printf '%s %s %s\n' "$p" "$f" "$s" >"$logs/$name.result"
  {
    if [ $status -ne 0 ]; then
      say "-- $name failed (status $status); the end of $log:"
      grep -E '^ *not ok|\[  FAILED  \]|Failure|error:|AssertionError' "$log" | head -20
      tail -n 40 "$log"
    fi
    say "   $name: $p passed, $f failed, $s skipped, $((SECONDS - began)) s"
    sed -n 's/^# \(tried once more: .*\), because of$/   \1/p' "$log"
  } | cat # in one piece
  [ $status -eq 0 ]
}

run_all_of() {
  local name
  for name in "$@"; do run_suite "$name"; done
}

run_everything() {
  run_suite build || return
  run_all_of "${waiting[@]}" &
  run_all_of "${saving[@]}" &
  run_all_of "${working[@]}"
  wait
  run_suite e2e
}

# Adds up the results that are there; the last line says them.
add_up() {
  local passed=0 failed=0 skipped=0 name p f s
  for name in "$@"; do
    [ -e "$logs/$name.result" ] || continue
    read -r p f s <"$logs/$name.result"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done
  if [ $skipped -gt 0 ]; then
    say "Skipped:"
    for name in "$@"; do [ ! -e "$logs/$name.result" ] || skips "$name"; done
    say "$passed passed, $failed failed, $skipped skipped"
  else
    say "$passed passed, $failed failed"
  fi
  [ $failed -eq 0 ]
}

main() {
  local chosen=("$@") name
  if [ "${1:-}" = --list ]; then
    printf '%s\n' "${suites[@]}"
    return 0
  fi
  for name in "$@"; do
    if [[ " ${suites[*]} " != *" $name "* ]]; then
      say "No suite is called $name; tests/run.sh --list names them."
      return 2
    fi
  done
  mkdir -p "$logs"
  rm -f "$logs"/*.result
  tests/setup.sh || { say "0 passed, 1 failed"; return 1; }
  if [ $# -gt 0 ]; then
    run_all_of "${chosen[@]}"
  else
    chosen=("${suites[@]}")
    run_everything
  fi
  add_up "${chosen[@]}"
}

main "$@"
