#!/usr/bin/env bash
# Tests of mail and LDAP speak with real servers: take them from the system's packages where they are missing. No service is
# started; the tests start their own, on 127.0.0.1, and stop them.  Usage: set_up_peers.sh [PYTHON]
set -euo pipefail
python="${1:-}"
log="$(mktemp "${TMPDIR:-/tmp}/unticket-peers.XXXXXX")"
there() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
missing=()
there slapd || missing+=(slapd ldap-utils)
there exim4 || missing+=(exim4-daemon-light)
{ there dovecot && [ -e /usr/lib/dovecot/imap ]; } || missing+=(dovecot-imapd)
[ -e /usr/lib/dovecot/lmtp ] || missing+=(dovecot-lmtpd)
bonsai=false
if [ -n "$python" ] && ! "$python" -c 'import bonsai' 2>/dev/null; then
  bonsai=true
  [ -e /usr/include/ldap.h ] || missing+=(libldap2-dev)
  [ -e /usr/include/sasl/sasl.h ] || missing+=(libsasl2-dev)
  there cc || missing+=(gcc)
fi

install_packages() {
  local sudo="" policy=/usr/sbin/policy-rc.d
  [ "$(id -u)" -eq 0 ] || sudo="sudo -n"
  if [ ! -e "$policy" ]; then # tells the packages' scripts to start nothing (invoke-rc.d)
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
    $sudo chmod 755 "$policy"
    # shellcheck disable=SC2064
    trap "$sudo rm -f $policy" RETURN
  fi
  $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

if [ ${#missing[@]} -gt 0 ]; then
  if ! there apt-get; then
    echo "Please install: ${missing[*]} (tests that need them will say that they were skipped)." >&2
  elif ! install_packages "${missing[@]}" >"$log" 2>&1; then
    echo "Could not install ${missing[*]} (see $log); tests that need them will say that they were skipped." >&2
  fi
fi
if $bonsai && ! "$python" -m pip install --quiet --disable-pip-version-check 'bonsai==1.5.5' >>"$log" 2>&1; then
  echo "Could not install the extra \"ldap\" (see $log); tests of LDAP will say that they were skipped." >&2
fi
exit 0
