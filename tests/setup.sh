#!/usr/bin/env bash
# Installs what building and testing need. On Debian and its children it does so by itself;
# elsewhere it says what is missing. `tests/setup.sh build` installs only what building needs.
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(gcc libc6-dev cmake ninja-build pkg-config git ca-certificates
  libcurl4-openssl-dev libjansson-dev libsqlite3-dev libssl-dev libutf8proc-dev libsystemd-dev libzip-dev
  libavformat-dev libavcodec-dev libavutil-dev)
test_packages=("${build_packages[@]}" libcmocka-dev
  clang clang-format clang-tidy cppcheck libclang-rt-14-dev shellcheck strace python3
  nodejs npm jq zip unzip curl openssl iproute2 util-linux procps ffmpeg
  chromium firefox-esr libnss3-tools xvfb openbox xdotool zenity dbus-x11 x11-utils
  imagemagick fonts-dejavu-core fonts-noto-color-emoji man-db)
# What these do is only compared with what Clipkeep does: nothing fails without them.
optional_packages=(aria2 wget wget2)
# Machines may bring these by other means than their package; a working command counts.
declare -A command_of=([nodejs]=node [npm]=npm [git]=git [curl]=curl [gcc]=gcc [cmake]=cmake)

say() { printf '%s\n' "$*" >&2; }

installed() {
  if [ -n "${command_of[$1]:-}" ] && command -v "${command_of[$1]}" >/dev/null; then
    return 0
  fi
  dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

missing_packages() {
  local package
  for package in "$@"; do
    installed "$package" || printf '%s ' "$package"
  done
}

install_packages() {
  local missing as_root=()
  if ! command -v apt-get >/dev/null; then
    say "This system has no apt-get. Please install what these Debian packages hold: $*"
    return 0
  fi
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  say "Installing: $missing"
  "${as_root[@]}" apt-get update -qq >&2
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
    --no-install-recommends $missing >&2
}

install_node_tools() {
  local stamp=tests/node_modules/.clipkeep-stamp
  if [ -f "$stamp" ] && [ "$stamp" -nt tests/package-lock.json ]; then
    return 0
  fi
  say "Installing the Node tools of the tests"
  (cd tests && npm ci --no-audit --no-fund --ignore-scripts >&2)
  touch "$stamp"
}

if [ "${1:-all}" = build ]; then
  install_packages "${build_packages[@]}"
else
  install_packages "${test_packages[@]}"
  install_packages "${optional_packages[@]}" || say "Without ${optional_packages[*]}, then"
  install_node_tools
fi
