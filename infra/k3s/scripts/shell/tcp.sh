tcp_probing=/proc/sys/net/ipv4/tcp_mtu_probing
tcp_settings=/etc/sysctl.d/90-stackmark-tcp.conf

# Where a path carries less than its ends believe, and nobody tells them, connections between nodes hang at their first large
# packet: to the API server, to kubelets, whatever the MTU of the pods is. With this, they find the path's size themselves.
put_tcp() {
  [ "$(cat "$tcp_probing" 2>/dev/null)" = 0 ] || return 0
  mkdir -p "$(dirname "$tcp_settings")"
  printf 'net.ipv4.tcp_mtu_probing = 1\n' >"$tcp_settings"
  { echo 1 >"$tcp_probing"; } 2>/dev/null || true
}

drop_tcp() {
  [ -e "$tcp_settings" ] || return 0
  rm -f "$tcp_settings"
  { echo 0 >"$tcp_probing"; } 2>/dev/null || true
}
