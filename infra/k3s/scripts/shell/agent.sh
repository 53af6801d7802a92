unit='k3s-agent'
from_ms=$(now_ms)
IFS= read -r agent_token || true
case $agent_token in
K10*::*) ;;
*) fail "The token on stdin is not of the form K10<CA hash>::<credentials>: without the hash the server could be anybody." ;;
esac

command -v curl >/dev/null || command -v wget >/dev/null ||
  fail "Neither curl nor wget is installed, and one of them is needed to ask for the API server. Install one."

server_answers() {
  if command -v curl >/dev/null; then
    curl -ksS --connect-timeout 5 --max-time 10 -o /dev/null "$join_url/cacerts"
  else
    wget -q --no-check-certificate --timeout=10 --tries=1 -O /dev/null "$join_url/cacerts"
  fi
}
put_tcp
wait_until "The API server answers this machine at $join_url (is its port open to this machine's address?)" "$reach_limit_s" server_answers

put_file /etc/rancher/k3s/agent-token 600 "$agent_token"
put_configuration
put_iface
put_offload
install_k3s agent
remake_overlay
start_unit
apply_offload
printf '{"changed":%s,"createMs":%d}\n' "$changed" $(($(now_ms) - from_ms))
