# Which machine this is. Kubernetes keeps the same for each node.
machine_id=$(cat /etc/machine-id 2>/dev/null || true)
printf '%s\n' "$machine_id"
