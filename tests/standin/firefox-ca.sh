#!/usr/bin/env bash
# firefox-ca.sh PROFILE: lets a Firefox profile folder trust this world's stand-in.
# Run it before Firefox starts with that profile.
set -euo pipefail

profile=${1:?which profile folder?}
ca=${CK_WORLD:?run this inside world.sh}/ca.pem
mkdir -p "$profile"
if [ ! -e "$profile/cert9.db" ]; then
  certutil -d "sql:$profile" -N --empty-password
fi
certutil -d "sql:$profile" -A -t C,, -n stand-in -i "$ca"
