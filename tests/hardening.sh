#!/usr/bin/env bash
# Checks that the release programs are hardened as host/flags.cmake means them to be, and that the
# host links nothing heavy.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'not ok: %s: %s\n' "$program" "$*"; exit 1; }

# Whole outputs, not pipes: a reader that stops early makes readelf fail.
for program in build/release/bin/clipkeep build/release/libexec/clipkeep/clipkeep-*; do
  header=$(readelf -h "$program") segments=$(readelf -lW "$program")
  dynamic=$(readelf -dW "$program") symbols=$(readelf -sW "$program")
  [[ $header == *DYN* ]] || fail 'not position independent'
  [[ $segments == *GNU_RELRO* ]] || fail 'no RELRO'
  [[ $dynamic =~ BIND_NOW|FLAGS.*NOW ]] || fail 'not bound at start'
  grep -q 'GNU_STACK.*RWE' <<<"$segments" && fail 'the stack is executable'
  [[ $symbols == *__stack_chk_fail* ]] || fail 'no stack protector'
  [[ $symbols == *_chk@* ]] || fail 'not fortified'
  [[ $program == */clipkeep ]] || continue
  [[ $dynamic =~ NEEDED[^$'\n']*(libav|libsystemd|libzip|libgtk|libglib) ]] &&
    fail 'the host links a heavy library'
done
exit 0
