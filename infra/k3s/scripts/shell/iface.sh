iface_file=/etc/rancher/k3s/config.yaml.d/50-stackmark-iface.yaml

iface_of_node() {
  if [ -n "$node_ip" ]; then
    ip -o -4 addr show | awk -v ip="$node_ip" '{ split($4, address, "/") } address[1] == ip { print $2; exit }'
  else
    ip -o -4 route show default | awk '{ for (i = 1; i < NF; i++) if ($i == "dev") { print $(i + 1); exit } }'
  fi
}

# flannel else takes the default route's interface, which need not be the one that has the node's address.
put_iface() {
  if [ "$find_iface" = false ]; then
    drop_file "$iface_file"
    return 0
  fi
  iface=$(iface_of_node)
  [ -n "$iface" ] || fail "No interface has the address ${node_ip:-of a default route}: is the node's address right?"
  put_file "$iface_file" 644 "flannel-iface: $iface"
}
