kubeconfig_there() {
  [ -s /etc/rancher/k3s/k3s.yaml ] || { printf 'no kubeconfig yet' && return 1; }
}
wait_until "The server has written its kubeconfig" "$ready_limit_s" kubeconfig_there
cat /etc/rancher/k3s/k3s.yaml
