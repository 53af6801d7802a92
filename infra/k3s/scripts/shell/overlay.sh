# remake_overlay: flannel's device and the pods' bridge keep the MTU that they were made with, also when K3s restarts.
# Without them, K3s makes both anew.
remake_overlay() {
  for device in "$overlay_device" cni0; do
    if [ -e "/sys/class/net/$device" ] && [ "$(cat "/sys/class/net/$device/mtu")" != "$pod_mtu" ]; then
      systemctl stop "$unit"
      /usr/local/bin/k3s-killall.sh >&2 || fail "k3s-killall.sh failed, so the pods' network keeps its old MTU; what it said is above."
      changed=true
      return 0
    fi
  done
}
