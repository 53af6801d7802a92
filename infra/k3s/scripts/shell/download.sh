# fetch URL FILE
fetch() {
  if command -v curl >/dev/null; then
    curl -fsSL --retry 5 --retry-connrefused --connect-timeout 15 --max-time 180 -o "$2" "$1" ||
      fail "$1 could not be downloaded. Is it reachable from this machine? A mirror or an air-gapped source can be configured."
  elif command -v wget >/dev/null; then
    wget -q --tries=5 --timeout=60 -O "$2" "$1" ||
      fail "$1 could not be downloaded. Is it reachable from this machine? A mirror or an air-gapped source can be configured."
  else
    fail "Neither curl nor wget is here: install one of them, or configure an air-gapped source."
  fi
}

# get_installer FILE
get_installer() {
  fetch "$installer_url" "$1"
}

# Both names of the setting: install scripts know one or the other, by their age.
export INSTALL_K3S_ARTIFACT_URL="$artifact_url"
export GITHUB_URL="${artifact_url%/download}"
