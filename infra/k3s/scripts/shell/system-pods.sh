# True where there is at least one pod in kube-system and every one either runs with all containers ready or has ended well.
system_pods_ready() {
  if ! ask_pods=$(kubectl --namespace kube-system get pods --no-headers 2>&1) || [ -z "$ask_pods" ]; then
    printf '%s' "${ask_pods:-no pod yet}"
    return 1
  fi
  ask_rest=$(printf '%s\n' "$ask_pods" | awk '
    { split($2, ready, "/") }
    $3 == "Completed" || ($3 == "Running" && ready[1] == ready[2]) { next }
    { printf "%s %s %s; ", $1, $2, $3 }')
  printf '%s' "$ask_rest"
  [ -z "$ask_rest" ]
}
