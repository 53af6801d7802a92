offload_rule=/etc/udev/rules.d/90-stackmark-flannel.rules

# A rule, since flannel makes its device anew at each start.
put_offload() {
  if [ "$software_checksums" = false ]; then
    drop_file "$offload_rule"
    return 0
  fi
  ethtool=$(command -v ethtool) || fail "ethtool is not here: without it checksums inside the overlay stay wrong behind NAT. Install it."
  offload_off="$ethtool -K flannel.1 tx-checksum-ip-generic off"
  put_file "$offload_rule" 644 "SUBSYSTEM==\"net\", ACTION==\"add|change|move\", KERNEL==\"flannel.1\", RUN+=\"$offload_off\""
  if command -v udevadm >/dev/null; then udevadm control --reload >/dev/null 2>&1 || true; fi
}

# And now, for the device that is there already.
apply_offload() {
  if [ "$software_checksums" = true ] && [ -e /sys/class/net/flannel.1 ]; then
    ethtool -K flannel.1 tx-checksum-ip-generic off >&2 || fail "flannel.1's checksum offload could not be switched off."
  fi
}
