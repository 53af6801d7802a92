# A Node left by another machine of this name: its password would refuse the new one, and its pods stay bound to it.
# A Node of this same machine that is Ready is left alone, so that this can be run again at any time.
known_id=$(kubectl get node "$node_name" --ignore-not-found -o 'jsonpath={.status.nodeInfo.machineID}') ||
  fail "The API server did not say whether it knows a node $node_name."
if [ -n "$known_id" ] && [ "$known_id" = "$machine_id" ] && node_ready "$node_name" >/dev/null; then
  printf '{"forgotten":false}\n'
  exit 0
fi
forgotten=false
if [ -n "$known_id" ]; then
  kubectl delete node "$node_name" --wait=false >&2
  forgotten=true
fi
kubectl --namespace kube-system delete secret "$node_name.node-password.k3s" --ignore-not-found >&2
printf '{"forgotten":%s}\n' "$forgotten"
