token_there() {
  [ -s /var/lib/rancher/k3s/server/agent-token ] || { printf 'no agent-token yet' && return 1; }
}
wait_until "The server has written its agents' token" "$ready_limit_s" token_there
cat /var/lib/rancher/k3s/server/agent-token
