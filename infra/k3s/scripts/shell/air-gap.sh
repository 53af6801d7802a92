# get_installer FILE
get_installer() {
  [ -x "$k3s" ] || fail "The source is air-gapped, but $k3s is not here: put the K3s binary there first."
  [ -r "$installer_path" ] || fail "The source is air-gapped, but $installer_path is not here: put K3s' install script there first."
  cp "$installer_path" "$1"
}

mark_own_files
export INSTALL_K3S_SKIP_DOWNLOAD=true
