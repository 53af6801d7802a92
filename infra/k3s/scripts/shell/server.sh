unit=k3s
from_ms=$(now_ms)
IFS= read -r server_token || true
IFS= read -r agent_token || true
case $server_token$agent_token in
'' | *[!A-Za-z0-9]*) fail "Two tokens of letters and digits are expected on stdin, the server's and the agents'." ;;
esac
[ -n "$agent_token" ] || fail "The agents' token is missing on stdin."

put_tcp
put_file /etc/rancher/k3s/server-token 600 "$server_token"
put_file /etc/rancher/k3s/agent-token 600 "$agent_token"
put_configuration
put_iface
put_offload
install_k3s server
put_own_address
remake_overlay
start_unit
created_ms=$(now_ms)

wait_until "The API server answers ok to /readyz" "$ready_limit_s" api_ready
wait_until "Node $node_name is Ready" "$ready_limit_s" node_ready "$node_name"
wait_until "Every pod of kube-system is ready" "$ready_limit_s" system_pods_ready
apply_offload
printf '{"changed":%s,"createMs":%d,"readyMs":%d}\n' "$changed" $((created_ms - from_ms)) $(($(now_ms) - created_ms))
