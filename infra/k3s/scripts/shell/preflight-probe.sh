# probe_ping NETWORK NAME ADDRESS
probe_ping() {
  has ping || return 0
  { ping -n -q -c "$ping_count" -i 0.2 -W 2 "$3" 2>/dev/null || true; } | awk -v network="$1" -v name="$2" '
    / packets transmitted/ { sent = $1; received = $4 }
    / = / { split($4, rtt, "/") }
    END {
      printf "{\"kind\":\"ping\",\"network\":\"%s\",\"to\":\"%s\",\"sent\":%d,\"received\":%d,", network, name, sent, received
      if (received > 0) printf "\"rttMs\":{\"min\":%s,\"avg\":%s,\"max\":%s}}\n", rtt[1], rtt[2], rtt[3]
      else printf "\"rttMs\":null}\n"
    }'
}

# probe_mtu NETWORK NAME ADDRESS: the first size of the ladder, from the top, that passes whole. 28 bytes of it are IP's and ICMP's.
probe_mtu() {
  has ping || return 0
  largest=0
  for size in $mtu_ladder; do
    if ping -n -q -c 2 -i 0.2 -W 1 -M 'do' -s $((size - 28)) "$3" 2>/dev/null | grep -q ' [12] received'; then
      largest=$size
      break
    fi
  done
  printf '{"kind":"mtu","network":"%s","to":"%s","largestBytes":%d}\n' "$1" "$2" "$largest"
}

# probe_body NAME ADDRESS
probe_body() {
  has socat || return 0
  from_ms=$(now_ms)
  arrived=$(head -c "$body_bytes" /dev/zero |
    timeout "$body_limit_s" socat -t "$body_limit_s" - "TCP:$2:$body_port,connect-timeout=5" 2>/dev/null) || true
  printf '{"kind":"body","to":"%s","sentBytes":%d,"arrivedBytes":%d,"tookMs":%d}\n' \
    "$1" "$body_bytes" "${arrived:-0}" $(($(now_ms) - from_ms))
}

# probe_port NAME ADDRESS PORT
probe_port() {
  has socat || return 0
  answers=false
  if timeout 8 socat -u /dev/null "TCP:$2:$3,connect-timeout=5" 2>/dev/null; then answers=true; fi
  printf '{"kind":"port","to":"%s","port":%d,"answers":%s}\n' "$1" "$3" "$answers"
}

# The cluster's DNS is asked for the API's own name, in a query for an A record as it goes over the wire.
probe_cluster_dns() {
  has socat || return 0
  answer=$(printf '\022\064\001\000\000\001\000\000\000\000\000\000\012kubernetes\007default\003svc\007cluster\005local\000\000\001\000\001' |
    timeout 6 socat -t 5 - "UDP:$dns_address:53" 2>/dev/null | od -An -v -tu1 -N 8 | tr -s ' \n' ' ')
  # The fourth byte's low half is the error, the seventh and eighth are the number of answers.
  printf '%s' "$answer" | awk '{ good = NF == 8 && $4 % 16 == 0 && $7 * 256 + $8 > 0
    printf "{\"kind\":\"dns\",\"name\":\"kubernetes.default.svc.cluster.local\",\"resolver\":\"cluster\",\"resolved\":%s}\n", good ? "true" : "false"
    said = 1 } END { if (!said) print "{\"kind\":\"dns\",\"name\":\"kubernetes.default.svc.cluster.local\",\"resolver\":\"cluster\",\"resolved\":false}" }'
}

probe_host_dns() {
  resolved=false
  if timeout 10 getent ahostsv4 "$1" >/dev/null; then resolved=true; fi
  printf '{"kind":"dns","name":"%s","resolver":"host","resolved":%s}\n' "$1" "$resolved"
}

printf '%s\n' "$peers" | while read -r name host_address overlay_address; do
  [ -n "$name" ] || continue
  probe_ping host "$name" "$host_address"
  probe_mtu host "$name" "$host_address"
  if [ "$overlay_address" != - ]; then
    probe_ping pod "$name" "$overlay_address"
    probe_mtu pod "$name" "$overlay_address"
    probe_body "$name" "$overlay_address"
  fi
done
printf '%s\n' "$ports" | while read -r name address port; do
  if [ -n "$name" ]; then probe_port "$name" "$address" "$port"; fi
done
probe_cluster_dns
for name in $names; do probe_host_dns "$name"; done
