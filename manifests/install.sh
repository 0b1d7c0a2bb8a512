#!/usr/bin/env bash
# Builds and installs Clipkeep for you alone; running it again updates it.
set -euo pipefail
cd "$(dirname "$0")/.."
source_folder=$PWD
table=$source_folder/manifests/browsers.json

usage() {
  cat <<'TEXT'
usage: manifests/install.sh [options]

Installs what building needs, builds Clipkeep, installs it, registers it with your browsers and
checks everything. Running it again updates Clipkeep.

  --prefix DIR      where to install (default: ~/.local)
  --browser NAME    register this browser, whether it is found or not; may be repeated
                    (default: every browser that is found)
  --yes             do not ask before installing packages
  --no-packages     install no packages
  --help            this text

Only the installation of packages uses sudo, and only when you are not root. Tested on Debian 12
with Chromium and Firefox ESR; everything else is untested.
TEXT
}

say() { printf '%s\n' "$*"; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# --- options ----------------------------------------------------------------------------------
prefix=${HOME:?}/.local
browsers=()
yes=no
packages=yes
while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --browser)
      [ $# -gt 1 ] || die "$1 needs a word after it; see --help."
      if [ "$1" = --prefix ]; then prefix=$2; else browsers+=("$2"); fi
      shift
      ;;
    --yes) yes=yes ;;
    --no-packages) packages=no ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) die "Unknown option $1; see --help." ;;
  esac
  shift
done
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

# --- packages ---------------------------------------------------------------------------------
# What is needed, how to see that it is there, and its package's name with each manager.
needs() {
  cat <<'TEXT'
command:cc            build-essential      gcc                 gcc         gcc                 -
command:cmake         cmake                cmake               cmake       cmake               cmake
command:ninja         ninja-build          ninja-build         ninja       ninja               ninja
command:pkg-config    pkg-config           pkgconf-pkg-config  pkgconf     pkgconf-pkg-config  pkgconf
command:jq            jq                   jq                  jq          jq                  jq
command:zip           zip                  zip                 zip         zip                 zip
module:libcurl        libcurl4-openssl-dev libcurl-devel       curl        libcurl-devel       curl
module:jansson        libjansson-dev       jansson-devel       jansson     libjansson-devel    jansson
module:sqlite3        libsqlite3-dev       sqlite-devel        sqlite      sqlite3-devel       sqlite
module:libcrypto      libssl-dev           openssl-devel       openssl     libopenssl-devel    openssl@3
module:libutf8proc    libutf8proc-dev      utf8proc-devel      libutf8proc utf8proc-devel      utf8proc
module:libzip         libzip-dev           libzip-devel        libzip      libzip-devel        libzip
module:libsystemd     libsystemd-dev       systemd-devel       systemd     systemd-devel       -
module:libavformat    libavformat-dev      libavformat-free-devel ffmpeg    -                   -
dialog:               zenity               zenity              zenity      zenity              -
TEXT
}

find_manager() {
  local manager
  for manager in apt-get dnf pacman zypper brew; do
    if command -v "$manager" >/dev/null; then
      say "$manager"
      return
    fi
  done
}

is_there() {
  case $1 in
    command:*) command -v "${1#*:}" >/dev/null ;;
    module:*) pkg-config --exists "${1#*:}" 2>/dev/null ;;
    dialog:) command -v zenity >/dev/null || command -v kdialog >/dev/null ;;
  esac
}

missing_packages() {
  local need apt dnf pacman zypper brew package
  while read -r need apt dnf pacman zypper brew; do
    case $1 in
      apt-get) package=$apt ;;
      dnf) package=$dnf ;;
      pacman) package=$pacman ;;
      zypper) package=$zypper ;;
      brew) package=$brew ;;
      *) package=${need#*:} ;;
    esac
    if [ "$package" != - ] && ! is_there "$need"; then
      say "$package"
    fi
  done < <(needs)
}

confirm() {
  local answer=
  [ "$yes" = no ] || return 0
  [ -t 0 ] || return 1
  read -r -p "$1 [y/N] " answer
  case $answer in [yY]*) return 0 ;; *) return 1 ;; esac
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  local manager missing
  manager=$(find_manager)
  [ "$manager" != brew ] || use_brew_modules
  missing=$(missing_packages "$manager" | tr '\n' ' ')
  if [ -z "$missing" ]; then
    say "Everything that is needed is installed."
    return
  fi
  if [ "$packages" = no ]; then
    say "Not installed, and left out as you asked: $missing"
    return
  fi
  [ -n "$manager" ] || die "Please install these first: $missing"
  say "To be installed with $manager: $missing"
  confirm "Install these packages?" ||
    die "Nothing was installed. Install them yourself, or run this with --yes."
  # shellcheck disable=SC2086 # a list of words
  case $manager in
    apt-get) as_root apt-get update && as_root apt-get install -y $missing ;;
    dnf) as_root dnf install -y $missing ;;
    pacman) as_root pacman -S --needed --noconfirm $missing ;;
    zypper) as_root zypper --non-interactive install $missing ;;
    brew) brew install $missing ;;
  esac
}

# Homebrew keeps libraries that the system also has out of the usual search path.
use_brew_modules() {
  local keg
  for keg in curl sqlite openssl@3; do
    PKG_CONFIG_PATH="$(brew --prefix "$keg")/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
  done
  export PKG_CONFIG_PATH
}

# --- the place --------------------------------------------------------------------------------
# Who can write to the program's folder can make every browser here run what they like.
check_place() {
  local folder
  mkdir -p "$prefix/bin"
  prefix=$(cd "$prefix" && pwd)
  for folder in "$prefix" "$prefix/bin"; do
    if [ -n "$(find "$folder" -prune -perm -0002 ! -perm -1000)" ]; then
      die "Anyone on this computer may change $folder. Choose another --prefix, or: chmod o-w '$folder'"
    fi
  done
  if [ "$(uname)" = Darwin ]; then
    case $prefix/ in
      "$HOME"/Documents/* | "$HOME"/Desktop/* | "$HOME"/Downloads/*)
        die "macOS does not let browsers start programs in $prefix. Choose another --prefix." ;;
    esac
  fi
}

# --- building and installing -------------------------------------------------------------------
build() {
  say "Building."
  mkdir -p build
  (cmake --preset release && cmake --build --preset release) >build/install.log 2>&1 || {
    tail -n 30 build/install.log
    die "Clipkeep could not be built; all of the output is in $source_folder/build/install.log."
  }
}

# The extension gets a place that stays when this folder moves away.
install_files() {
  local share=$prefix/share/clipkeep
  cmake --install build/release --prefix "$prefix" --strip >>build/install.log
  mkdir -p "$share"
  rm -rf "$share/extension.new"
  cp -R extension "$share/extension.new"
  rm -rf "$share/extension"
  mv "$share/extension.new" "$share/extension"
  mkdir -p "$share/packages"
  rm -f "$share"/packages/clipkeep-*
  manifests/pack.sh "$share/packages" >/dev/null
  # The list has no newline at its end.
  awk 1 build/release/install_manifest.txt >"$share/installed.txt"
  say "Installed in $prefix."
}

# A browser that was never started has no folder yet, but its command is there.
installed_browsers() {
  local id command
  while read -r id command; do
    if command -v "$command" >/dev/null; then say "$id"; fi
  done < <(jq -r '.browsers[] | .id as $id | .commands[]? | "\($id) \(.)"' "$table") | sort -u
}

register() {
  local names=() id
  if [ ${#browsers[@]} -gt 0 ]; then
    names=("${browsers[@]}")
  else
    while read -r id; do names+=("$id"); done < <(
      {
        installed_browsers
        "$prefix/bin/clipkeep" register --dry-run --json |
          jq -r '.browsers[] | select(.present) | .browser'
      } | sort -u
    )
  fi
  if [ ${#names[@]} -eq 0 ]; then
    say "No browser was found. Name yours with --browser; the names are:"
    jq -r '.browsers[] | "  \(.id)  (\(.name))"' "$table"
    return 1
  fi
  say "Registering:"
  "$prefix/bin/clipkeep" register "${names[@]}" || true # the doctor says what to do
  registered=("${names[@]}")
}

# --- what is left for the person ---------------------------------------------------------------
tell_chromium() {
  cat <<TEXT

$1:
  1. Open  chrome://extensions
  2. Switch on "Developer mode".
  3. Press "Load unpacked" and choose  $prefix/share/clipkeep/extension
     (after an update: press the extension's reload button there)
TEXT
}

tell_firefox() {
  local xpi
  xpi=$(find "$prefix/share/clipkeep/packages" -name '*.xpi')
  cat <<TEXT

$1:
  The add-on is not signed by Mozilla.
  Firefox ESR, Developer Edition and Nightly have a preference for that:
  1. Open  about:config , look for  xpinstall.signatures.required  and set it to false.
  2. Open  about:addons , press the gear, "Install Add-on From File…", and choose
     $xpi
  Release Firefox keeps only signed add-ons. To try Clipkeep there until Firefox is closed:
  open  about:debugging#/runtime/this-firefox , press "Load Temporary Add-on…" and choose that file.
TEXT
}

tell_browsers() {
  local id row family name tested
  say ""
  say "Now add the extension to your browser."
  for id in "${registered[@]}"; do
    row=$(jq -r --arg id "$id" '.browsers[] | select(.id == $id) |
      [.family, .name, (if .tested then "tested" else "untested" end)] | @tsv' "$table")
    IFS=$'\t' read -r family name tested <<<"$row"
    [ "$tested" = tested ] || name="$name (untested)"
    "tell_$family" "$name"
  done
  case :$PATH: in
    *":$prefix/bin:"*) ;;
    *) say "" && say "To use clipkeep in a terminal, add $prefix/bin to your PATH." ;;
  esac
}

registered=()
check_place
install_packages
build
install_files
register || exit 1
say ""
say "Checking:"
healthy=yes
"$prefix/bin/clipkeep" doctor || healthy=no
tell_browsers
if [ "$healthy" = no ]; then
  die "
Something is not right yet; each FAILED line above says how to mend it."
fi
