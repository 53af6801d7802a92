from_ms=$(now_ms)
wait_until "Node $node_name is Ready" "$ready_limit_s" node_ready "$node_name"
printf '{"readyMs":%d}\n' $(($(now_ms) - from_ms))
