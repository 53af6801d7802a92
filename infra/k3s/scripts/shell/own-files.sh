# What an air-gapped machine's owner put there, which K3s' own uninstall script removes. The mark precedes all that a
# script changes; copies are put back by a second attempt, too.
own_binary=/usr/local/bin/k3s
own_images=/var/lib/rancher/k3s/agent/images
own_mark=/etc/rancher/k3s/stackmark-own-files
own_kept=/var/lib/stackmark-own-files

mark_own_files() {
  mkdir -p /etc/rancher/k3s
  : >"$own_mark"
}

keep_own_files() {
  [ -e "$own_mark" ] || return 0
  mkdir -p "$own_kept"
  if [ -e "$own_binary" ] && [ ! -e "$own_kept/k3s" ]; then cp -pP "$own_binary" "$own_kept/k3s"; fi
  if [ -e "$own_images" ] && [ ! -e "$own_kept/images" ]; then mv "$own_images" "$own_kept/images"; fi
}

return_own_files() {
  [ -d "$own_kept" ] || return 0
  if [ -e "$own_kept/k3s" ]; then mv -f "$own_kept/k3s" "$own_binary"; fi
  if [ -e "$own_kept/images" ]; then
    mkdir -p "$(dirname "$own_images")"
    mv "$own_kept/images" "$own_images"
  fi
  rmdir "$own_kept"
}
