#!/usr/bin/env bash
# Checks the JavaScript without running it: ESLint, and for the extension the types in its
# comments (tsc) and Mozilla's own linter over the Firefox package. The last line is
# `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
tools=$PWD/tests/node_modules/.bin
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
passed=0 failed=0

check() {
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$name"
  fi
}

eslint() {
  "$tools/eslint" --config tests/eslint.config.mjs --max-warnings 0 \
    extension host/keep/library tests/unit tests/host tests/e2e tests/standin tests/fetch
}

types() { "$tools/tsc" --noEmit -p tests/tsconfig.json; }

# Any error, warning or notice counts, not only errors.
firefox_package() {
  local packages report="$stage/report.json"
  packages=$(manifests/pack.sh "$stage") || return 1
  unzip -q "$stage"/*.xpi -d "$stage/firefox" || return 1
  printf '%s\n' "$packages" | sed 's|.*/|packed |'
  "$tools/web-ext" lint --no-config-discovery --source-dir "$stage/firefox" --output json \
    >"$report" 2>"$stage/web-ext.log"
  if ! jq -e '.summary | .errors + .warnings + .notices == 0' "$report" >/dev/null; then
    jq -r '(.errors + .warnings + .notices)[] | "\(._type) \(.code) \(.file // ""): \(.message)"' \
      "$report" || cat "$report" "$stage/web-ext.log"
    return 1
  fi
}

check 'ESLint' eslint
check 'types' types
check 'Firefox package' firefox_package
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
