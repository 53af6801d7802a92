# What uninstalling removes. The binary and the images alone may be those of an air-gapped machine's owner.
for path in /usr/local/bin/k3s-uninstall.sh /usr/local/bin/k3s-agent-uninstall.sh \
  /etc/systemd/system/k3s.service /etc/systemd/system/k3s-agent.service /etc/rancher/k3s /etc/rancher/node \
  /var/lib/rancher/k3s/server /var/lib/rancher/k3s/agent/etc "$own_kept" "$tcp_settings"; do
  if [ -e "$path" ]; then printf '%s\n' "$path"; fi
done
