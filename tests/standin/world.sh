#!/usr/bin/env bash
# world.sh COMMAND ARGS...: runs COMMAND where every TikTok name leads to the stand-in.
# The world is a mount and network namespace of its own: nothing outside is changed, nothing
# inside reaches the internet, port 443 is free, and any number of worlds may run at once.
# See README.md for what COMMAND finds there. Exit code: COMMAND's; 77 = no namespaces here.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
say() { printf 'world: %s\n' "$*" >&2; }

enter_namespace() {
  local flags
  if [ "$(id -u)" = 0 ] && unshare -mn true 2>/dev/null; then
    flags=-mn
  elif unshare -Urmn true 2>/dev/null; then
    flags=-Urmn
  else
    say "neither 'unshare -mn' nor 'unshare -Urmn' works here (no root, no user namespaces)"
    exit 77
  fi
  # A test that starts its own world and does not notice that it is in it would go on for ever.
  export CK_WORLD_DEPTH=$((${CK_WORLD_DEPTH:-0} + 1))
  if [ "$CK_WORLD_DEPTH" -gt 3 ]; then
    say "a world in a world in a world in a world: is this test starting itself?"
    exit 1
  fi
  exec unshare "$flags" -- "$here/world.sh" --inside "$@"
}

make_certificates() {
  [ -s "$CK_WORLD/ca.pem" ] && return
  local new=(openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90)
  local names
  names=$(node "$here/hosts.mjs" names)
  {
    "${new[@]}" -x509 -subj "/CN=Stand-in test CA" -keyout ca.key -out ca.pem \
      -addext keyUsage=critical,keyCertSign,cRLSign
    "${new[@]}" -subj "/CN=www.tiktok.com" -keyout server.key -out server.csr
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 \
      -out server.pem -extfile <(printf '%s\n' "subjectAltName=$names" \
        extendedKeyUsage=serverAuth basicConstraints=critical,CA:FALSE)
    "${new[@]}" -x509 -subj "/CN=nobody you know" -keyout untrusted.key -out untrusted.pem \
      -addext "subjectAltName=$names"
  } 2>openssl.log || { cat openssl.log >&2; exit 1; }
}

# Makes the names in a colon-separated list absolute.
absolute() {
  local name list='' names=()
  IFS=: read -ra names <<<"$1"
  for name in "${names[@]}"; do list+=${list:+:}$(realpath -s -- "$name"); done
  printf '%s' "$list"
}

# A machine whose resolv.conf dangles has nothing to cover.
cover() {
  local target
  target=$(readlink -f "$2") && [ -e "$target" ] && mount --bind "$1" "$target"
}

make_network() {
  ip link set lo up
  # Browsers count themselves offline unless there is a link other than lo.
  ip link add ck0 type veth peer name ck1
  # An IPv6 address that turns up a second later makes browsers drop what they were loading.
  ip link set ck0 addrgenmode none
  ip link set ck1 addrgenmode none
  ip address add 203.0.113.10/24 dev ck0
  ip address add 203.0.113.11/24 dev ck0
  ip link set ck0 up
  ip link set ck1 up
  ip route add default via 203.0.113.1
  ip neighbour add 203.0.113.13 lladdr 02:00:00:00:00:13 dev ck0
  { grep -v tiktok /etc/hosts || true; node "$here/hosts.mjs" hosts; } >hosts.txt
  cover hosts.txt /etc/hosts
  printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >resolv.conf
  cover resolv.conf /etc/resolv.conf || true
}

trust_ca() {
  local bundle
  for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    [ -e "$bundle" ] || continue
    cat "$bundle" ca.pem >bundle.pem
    cover bundle.pem "$bundle"
  done
  mkdir -p home
  if command -v certutil >/dev/null; then
    mkdir -p home/.pki/nssdb
    certutil -d sql:home/.pki/nssdb -N --empty-password 2>/dev/null || true
    certutil -d sql:home/.pki/nssdb -A -t C,, -n stand-in -i ca.pem
  fi
}

start_server() {
  # The server ends when its standard input does, so it cannot outlive this script.
  coproc SERVER { exec node "$here/server.mjs" 2>server.log; }
  server_pid=${SERVER_PID:?}
  local line
  if ! read -r -t 20 line <&"${SERVER[0]}" || [ "$line" != ready ]; then
    say "the stand-in did not start:"
    cat server.log >&2
    exit 1
  fi
}

# "Show in folder" opens whatever this computer shows folders with, which stays open, and would
# go on writing into the home of the person it was opened for.
end_what_was_opened() {
  local environment pid
  for environment in /proc/[0-9]*/environ; do
    pid=${environment#/proc/} pid=${pid%/environ}
    [ "$pid" != $$ ] && grep -qzsF "HOME=$CK_WORLD/" "$environment" && kill -9 "$pid" 2>/dev/null
  done
  sleep 0.2
}

clean_up() {
  local code=$?
  trap - EXIT
  if [ -n "${server_pid:-}" ] && kill "$server_pid" 2>/dev/null; then
    wait "$server_pid" 2>/dev/null || true
  fi
  cat "$CK_WORLD/server.log" >&2 2>/dev/null || true
  if [ -n "${throw_away:-}" ] && [ -z "${CK_KEEP_WORLD:-}" ]; then
    cd /
    end_what_was_opened
    rm -rf "$CK_WORLD"
  fi
  exit "$code"
}

inside() {
  local start_dir=$PWD code=0
  if [ -z "${CK_WORLD:-}" ]; then
    CK_WORLD=$(mktemp -d "${TMPDIR:-/tmp}/ck-world.XXXXXX")
    throw_away=yes
  fi
  CK_STANDIN_CAPTURES=$(absolute "${CK_STANDIN_CAPTURES:-}")
  export CK_STANDIN_CAPTURES
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$CK_WORLD"
  CK_WORLD=$(cd "$CK_WORLD" && pwd)
  export CK_WORLD HOME=$CK_WORLD/home
  unset "${!XDG_@}"
  cd "$CK_WORLD"
  umask 022
  make_certificates
  make_network
  trust_ca
  export NODE_EXTRA_CA_CERTS=$CK_WORLD/ca.pem
  start_server
  cd "$start_dir"
  "$@" || code=$?
  exit "$code"
}

case ${1:-} in
  --inside) shift; inside "$@" ;;
  '' | -h | --help) sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}"; exit 2 ;;
  *) enter_namespace "$@" ;;
esac
