installed_version() {
  [ -x "$k3s" ] && "$k3s" --version 2>/dev/null | awk 'NR == 1 { print $3 }'
}

# install_k3s server|agent: leaves the service enabled and not started. Nothing happens where this version is installed.
install_k3s() {
  command -v systemctl >/dev/null || fail "There is no systemd here, which K3s' service needs."
  if [ "$(installed_version)" = "$version" ] && [ -f "/etc/systemd/system/$unit.service" ]; then
    return 0
  fi
  install_dir=$(mktemp -d)
  trap 'rm -rf "$install_dir"' EXIT
  get_installer "$install_dir/install.sh"
  if [ -n "$installer_sha256" ]; then
    printf '%s  %s\n' "$installer_sha256" "$install_dir/install.sh" | sha256sum -c - >/dev/null 2>&1 ||
      fail "The install script's SHA-256 is not $installer_sha256. Look at what changed before you trust it."
  fi
  INSTALL_K3S_VERSION="$version" INSTALL_K3S_SKIP_START=true INSTALL_K3S_EXEC="$1" \
    timeout "$install_limit_s" sh "$install_dir/install.sh" >&2 ||
    fail "K3s' install script failed or took longer than $install_limit_s s; what it said is above."
  [ "$(installed_version)" = "$version" ] || fail "K3s $(installed_version) was installed, but $version was asked for."
  changed=true
}
