address_unit=/etc/systemd/system/k3s.service.d/10-stackmark-address.conf

# Pods reach the API at the server's public address, which NAT keeps from its interfaces. With it on loopback the server's
# own pods stay on the machine: on the way out and back, a firewall or the NAT would lose them.
put_own_address() {
  if [ -z "$own_address" ]; then
    drop_file "$address_unit"
  else
    ip=$(command -v ip) || fail "ip is not here: without it the server's own pods cannot reach the API. Install iproute2."
    put_file "$address_unit" 644 "[Service]
ExecStartPre=-$ip address replace $own_address/32 dev lo
ExecStopPost=-$ip address del $own_address/32 dev lo"
  fi
  systemctl daemon-reload
}
