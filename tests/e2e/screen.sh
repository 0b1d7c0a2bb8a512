#!/usr/bin/env bash
# screen.sh COMMAND ARGS…: runs COMMAND with a virtual screen, a window manager and a session bus
# of its own, and ends them after it.
set -euo pipefail

begun=()
clean_up() {
  local code=$?
  trap - EXIT
  kill "${begun[@]}" 2>/dev/null || true
  exit "$code"
}
trap clean_up EXIT

# Xvfb chooses a free number and tells it when it is ready. Two that begin at one time may choose the same
# one, and the second of them ends.
number=
for _ in 1 2 3; do
  coproc NUMBER { exec Xvfb -displayfd 1 -screen 0 1100x850x24 -nolisten tcp 2>/dev/null; }
  begun+=("$NUMBER_PID")
  ! read -r -t 20 number <&"${NUMBER[0]}" || break
done
[ -n "$number" ] || { echo 'screen: Xvfb does not start' >&2; exit 1; }
export DISPLAY=:$number
openbox >/dev/null 2>&1 &
begun+=($!)
dbus-run-session -- "$@"
