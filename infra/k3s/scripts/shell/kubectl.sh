# Bounded: a question that hangs must not outlive its deadline by much.
kubectl() {
  timeout 20 "$k3s" kubectl "$@"
}

api_ready() {
  ask_answer=$(kubectl get --raw /readyz 2>&1) || true
  printf '%s' "$ask_answer"
  [ "$ask_answer" = ok ]
}

# node_ready NAME
node_ready() {
  ask_path='{range .status.conditions[?(@.type=="Ready")]}{.status} {.reason} {.message}{end}'
  ask_answer=$(kubectl get node "$1" -o "jsonpath=$ask_path" 2>&1) || true
  printf '%s' "$ask_answer"
  case $ask_answer in
  True*) return 0 ;;
  *) return 1 ;;
  esac
}
