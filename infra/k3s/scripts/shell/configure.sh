put_configuration() {
  put_file /etc/rancher/k3s/config.yaml 644 "$config_yaml"
  put_file /etc/rancher/k3s/flannel.json 644 "$flannel_json"
  if [ -n "$registries_yaml" ]; then
    # Mirrors may carry user names.
    put_file /etc/rancher/k3s/registries.yaml 600 "$registries_yaml"
  else
    drop_file /etc/rancher/k3s/registries.yaml
  fi
}
