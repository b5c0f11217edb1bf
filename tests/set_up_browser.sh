#!/usr/bin/env bash
# Tests that look at pages and PDFs need Chromium and pdftoppm: take them from the system's packages where they are missing.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "Please install: ${missing[*]} (tests that need them will say that they were skipped)." >&2
  exit 0
fi
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
if ! { $sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends "${missing[@]}"; } >/tmp/unticket-apt.log 2>&1; then
  echo "Could not install ${missing[*]} (see /tmp/unticket-apt.log); tests that need them will say that they were skipped." >&2
fi
