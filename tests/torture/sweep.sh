#!/usr/bin/env bash
# Lets the keeping of one post fail at every single system call that may fail: the process is
# killed there, or the call reports a full disk or a broken one. After each, nothing untrue may be
# there, and a second run must end with exactly one whole file, recorded once, and no leftovers.
# Runs on the plain build: the sanitizers and strace exclude each other.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
program=$PWD/build/dev/tests/publish_one
post=7602050882429897470
passed=0 failed=0

if [ ! -x "$program" ]; then
  echo "not ok: $program is missing; build the preset dev first"
  echo "0 passed, 1 failed"
  exit 1
fi
if ! strace -o /dev/null true 2>/dev/null; then
  echo "skipped: this system does not let strace trace programs"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
# In memory where possible: power cuts are not what is tried here, and syncing takes long.
shm=/dev/shm
[ -w $shm ] || shm=${TMPDIR:-/tmp}
work=$(mktemp -d "$shm/clipkeep-torture.XXXXXX")
trap 'rm -rf "$work"' EXIT

note() {
  if [ -z "$2" ]; then
    passed=$((passed + 1))
  else
    echo "not ok: $1: $2"
    failed=$((failed + 1))
  fi
}

# Checks what a run that ended with status $1 has left in $2, then runs once more.
after() {
  case $1 in
    0) "$program" final "$2/state" "$2/folder" $post ;;
    1 | 127 | 137) "$program" again "$2/state" "$2/folder" $post ;; # error, no start, killed
    *) echo "ended with status $1" ;;
  esac
}

# sweep CALL FAULT SUFFIX: the fault at the first, second, … such call (SUFFIX "+": and at all
# later ones) until there are no more.
sweep() {
  local call=$1 fault=$2 suffix=$3 n=0 status place trace
  while :; do
    n=$((n + 1)) place=$work/$call.$fault.$n
    strace -o "$work/trace" -e "trace=$call" -e "inject=$call:$fault:when=$n$suffix" \
      "$program" keep "$place/state" "$place/folder" $post >/dev/null 2>&1
    status=$?
    trace=$(<"$work/trace")
    [[ $trace == *INJECTED* || $trace == *'killed by SIGKILL'* ]] || break
    note "$call $n $fault" "$(after $status "$place" 2>&1)"
  done
  [ $n -gt 1 ] || note "$call" 'is never called; the sweep has lost its subject'
}

# Filesystems that cannot rename without replacing, or cannot link either: the other ways to a
# name must do, and a death on them must mend.
fallback() {
  local what=$1 status
  shift
  rm -rf "$work/now"
  strace -o "$work/trace" "$@" "$program" keep "$work/now/state" "$work/now/folder" $post \
    >/dev/null 2>&1
  status=$?
  if [[ $(<"$work/trace") != *INJECTED* ]]; then
    note "$what" 'the fault was not met'
  fi
  note "$what" "$(after $status "$work/now" 2>&1)"
}

# Two at once: one keeps it, the other says that it is being saved, or that it is kept.
race() {
  local round first second
  for round in 1 2 3 4 5 6 7 8; do
    rm -rf "$work/now"
    "$program" keep "$work/now/state" "$work/now/folder" $post 2>"$work/first" &
    "$program" keep "$work/now/state" "$work/now/folder" $post 2>"$work/second"
    second=$?
    wait $!
    first=$?
    if [ $((first + second)) -gt 1 ] ||
      grep -qv 'saving-elsewhere' "$work/first" "$work/second"; then
      note "race $round" "$(cat "$work/first" "$work/second")"
    else
      note "race $round" "$("$program" final "$work/now/state" "$work/now/folder" $post 2>&1)"
    fi
  done
}

exec 2>/dev/null # the shell would tell of each killed program
for call in write pwrite64 fsync fdatasync renameat2 ftruncate fallocate openat unlink unlinkat \
  mkdirat flock utimensat; do
  sweep $call signal=KILL ''
done
for call in write pwrite64 ftruncate fallocate renameat2 openat fsync; do
  sweep $call error=ENOSPC +
done
for call in write pwrite64 fsync fdatasync renameat2 ftruncate openat unlink unlinkat pread64; do
  sweep $call error=EIO ''
done
no_rename=(-e inject=renameat2:error=EINVAL)
no_link=(-e inject=linkat:error=EPERM)
fallback 'link instead' "${no_rename[@]}"
fallback 'link, then killed' "${no_rename[@]}" -e inject=unlinkat:signal=KILL:when=1
fallback 'placeholder' "${no_rename[@]}" "${no_link[@]}"
fallback 'placeholder, rename fails' "${no_rename[@]}" "${no_link[@]}" \
  -e inject=renameat:error=EIO
race
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
