from_ms=$(now_ms)
# Where no script of ours has begun, an owner's binary and images may wait for one.
was_here=false
for path in /etc/rancher/k3s /var/lib/rancher/k3s/server /var/lib/rancher/k3s/agent/etc "$own_kept"; do
  [ ! -e "$path" ] || was_here=true
done
keep_own_files
for script in k3s-agent-uninstall.sh k3s-uninstall.sh; do
  if [ -x "/usr/local/bin/$script" ]; then
    timeout "$uninstall_limit_s" "/usr/local/bin/$script" >&2 || fail "$script failed; what it said is above."
  fi
done
drop_tcp
rm -f /etc/udev/rules.d/90-stackmark-flannel.rules /etc/systemd/system/k3s.service.d/10-stackmark-address.conf
if [ "$was_here" = true ]; then
  # What K3s' own script does not know of, or keeps: the node's password, and the logs of containers.
  rm -rf /etc/rancher/k3s /etc/rancher/node /var/lib/rancher/k3s /var/log/pods /var/log/containers
  rmdir /etc/rancher /var/lib/rancher /etc/systemd/system/k3s.service.d 2>/dev/null || true
  for path in /usr/local/bin/k3s /etc/systemd/system/k3s.service /etc/systemd/system/k3s-agent.service; do
    [ ! -e "$path" ] || fail "$path is still there after K3s' own uninstall script."
  done
fi
return_own_files
printf '{"deleteMs":%d}\n' $(($(now_ms) - from_ms))
