#!/usr/bin/env bash
# Takes away what install.sh installed. What you saved stays.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: manifests/uninstall.sh [options]

Removes the program, its registration with your browsers and, if you say so, your settings and
the record of saved posts. Saved files are never touched.

  --prefix DIR       where it was installed (default: ~/.local)
  --keep             keep settings and record, without asking
  --forget           remove settings and record too, without asking
  --help             this text
TEXT
}

say() { printf '%s\n' "$*"; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

prefix=${HOME:?}/.local
settings=ask
while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -gt 1 ] || die "--prefix needs a folder after it; see --help."
      prefix=$2
      shift
      ;;
    --keep) settings=keep ;;
    --forget) settings=remove ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) die "Unknown option $1; see --help." ;;
  esac
  shift
done

program=$prefix/bin/clipkeep
share=$prefix/share/clipkeep
[ -f "$share/installed.txt" ] || die "Clipkeep is not installed in $prefix; see --prefix."
prefix=$(cd "$prefix" && pwd)
program=$prefix/bin/clipkeep
share=$prefix/share/clipkeep

folder=
if [ -x "$program" ]; then
  folder=$("$program" folder) || folder=
  "$program" unregister || say "Some manifests could not be removed."
fi

# Only files below the prefix that the installer noted, then the folders that are empty now.
while IFS= read -r file; do
  case $file in
    "$prefix"/*)
      rm -f "$file"
      parent=$(dirname "$file")
      while [ "$parent" != "$prefix" ] && rmdir "$parent" 2>/dev/null; do
        parent=$(dirname "$parent")
      done
      ;;
  esac
done < <(cat "$share/installed.txt")
rm -rf "${share:?}/extension" "${share:?}/packages"
rm -f "$share/installed.txt"
for parent in "$share" "$prefix/share" "$prefix/bin"; do
  rmdir "$parent" 2>/dev/null || true
done
say "Clipkeep is removed from $prefix."

if [ "$(uname)" = Darwin ]; then
  config=${XDG_CONFIG_HOME:-$HOME/Library/Application Support}/clipkeep
  state=${XDG_STATE_HOME:-$HOME/Library/Application Support}/clipkeep
else
  config=${XDG_CONFIG_HOME:-$HOME/.config}/clipkeep
  state=${XDG_STATE_HOME:-$HOME/.local/state}/clipkeep
fi
if [ "$settings" = ask ] && [ -t 0 ]; then
  read -r -p "Remove your settings and the record of saved posts too? [y/N] " answer
  case $answer in [yY]*) settings=remove ;; esac
fi
if [ "$settings" = remove ]; then
  rm -rf "${config:?}" "${state:?}"
  say "Settings and record are removed."
elif [ -e "$config" ] || [ -e "$state" ]; then
  say "Settings and record stay in $config and $state."
fi
say "Remove the extension in your browser, on its page of extensions or add-ons."
say "Your saved files stay where they are${folder:+: $folder}"
