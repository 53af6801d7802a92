# What this machine is, and what the overlay's device on it is like.
model=$(awk -F ': *' '$1 ~ /^(model name|Model|CPU part)/ { print $2; exit }' /proc/cpuinfo | tr -cd '[:alnum:] ().@,_-')
printf '{"kind":"machine","cpuModel":"%s","cores":%d,"memoryMiB":%d,"kernel":"%s"}\n' \
  "${model:-unknown}" "$(nproc)" "$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)" "$(uname -r)"

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
