from_ms=$(now_ms)
for script in k3s-agent-uninstall.sh k3s-uninstall.sh; do
  if [ -x "/usr/local/bin/$script" ]; then
    timeout "$uninstall_limit_s" "/usr/local/bin/$script" >&2 || fail "$script failed; what it said is above."
  fi
done
# What K3s' own script does not know of, or keeps: the node's password among it.
rm -rf /etc/rancher/k3s /etc/rancher/node /var/lib/rancher/k3s
rm -f /etc/udev/rules.d/90-stackmark-flannel.rules /etc/systemd/system/k3s.service.d/10-stackmark-address.conf
rmdir /etc/rancher /var/lib/rancher /etc/systemd/system/k3s.service.d 2>/dev/null || true
for path in /usr/local/bin/k3s /etc/systemd/system/k3s.service /etc/systemd/system/k3s-agent.service; do
  [ ! -e "$path" ] || fail "$path is still there after K3s' own uninstall script."
done
printf '{"deleteMs":%d}\n' $(($(now_ms) - from_ms))
