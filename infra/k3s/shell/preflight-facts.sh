# What the overlay's device on this node is like.
if [ ! -e "/sys/class/net/$device" ]; then
  printf '{"kind":"overlay","address":null,"mtu":null,"checksumOffload":null}\n'
  exit 0
fi
address=$(ip -o -4 addr show dev "$device" | awk '{ split($4, address, "/"); print address[1]; exit }')
offload=null
if has ethtool; then
  offload=$(ethtool -k "$device" 2>/dev/null | awk '$1 == "tx-checksum-ip-generic:" { print ($2 == "on" ? "true" : "false") }')
fi
printf '{"kind":"overlay","address":"%s","mtu":%d,"checksumOffload":%s}\n' \
  "$address" "$(cat "/sys/class/net/$device/mtu")" "${offload:-null}"
