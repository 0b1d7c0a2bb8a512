#!/usr/bin/env bash
# Checks that the release programs are hardened as host/flags.cmake means them to be, and that the
# host links nothing heavy.
set -euo pipefail
cd "$(dirname "$0")/.."
programs=(build/release/bin/clipkeep build/release/libexec/clipkeep/clipkeep-*)

fail() { printf 'not ok: %s: %s\n' "$program" "$*"; exit 1; }

for program in "${programs[@]}"; do
  readelf -h "$program" | grep -q 'DYN' || fail 'not position independent'
  readelf -lW "$program" | grep -q GNU_RELRO || fail 'no RELRO'
  readelf -dW "$program" | grep -q 'BIND_NOW\|FLAGS.*NOW' || fail 'not bound at start'
  readelf -lW "$program" | grep 'GNU_STACK' | grep -q 'RWE' && fail 'the stack is executable'
  readelf -sW "$program" | grep -q '__stack_chk_fail' || fail 'no stack protector'
  readelf -sW "$program" | grep -q '_chk@' || fail 'not fortified'
done
program=${programs[0]}
readelf -dW "$program" | grep -E 'NEEDED.*(libav|libsystemd|libzip|libgtk|libglib)' &&
  fail 'the host links a heavy library'
exit 0
