#!/bin/sh
# Stand-in for K3s' install script: the settings and files that our scripts rely on, as K3s documents them.
set -eu
: "${INSTALL_K3S_VERSION:?}" "${INSTALL_K3S_EXEC:?}"
bin=/usr/local/bin
if [ "${INSTALL_K3S_SKIP_DOWNLOAD:-}" != true ]; then
  folder=$INSTALL_K3S_ARTIFACT_URL/$(printf %s "$INSTALL_K3S_VERSION" | sed 's/+/%2B/')
  sum=$(curl -fsSL "$folder/sha256sum-amd64.txt" | awk '$2 == "k3s" { print $1 }')
  curl -fsSL -o "$bin/k3s.new" "$folder/k3s"
  printf '%s  %s\n' "$sum" "$bin/k3s.new" | sha256sum -c - >/dev/null
  chmod 755 "$bin/k3s.new"
  mv "$bin/k3s.new" "$bin/k3s"
fi
case $INSTALL_K3S_EXEC in server) unit=k3s ;; *) unit=k3s-agent ;; esac
cat >"/etc/systemd/system/$unit.service" <<UNIT
[Service]
Type=notify
ExecStart=$bin/k3s $INSTALL_K3S_EXEC
UNIT
cat >"$bin/k3s-killall.sh" <<SCRIPT
#!/bin/sh
for device in flannel.1 cni0; do ip link delete "\$device" 2>/dev/null || true; done
SCRIPT
chmod 755 "$bin/k3s-killall.sh"
cat >"$bin/$unit-uninstall.sh" <<SCRIPT
#!/bin/sh
systemctl stop $unit
rm -f /etc/systemd/system/$unit.service
rm -rf /etc/rancher/k3s /var/lib/rancher/k3s
rm -f $bin/k3s $bin/k3s-killall.sh $bin/$unit-uninstall.sh
SCRIPT
chmod 755 "$bin/$unit-uninstall.sh"
systemctl enable "$unit"
[ "${INSTALL_K3S_SKIP_START:-}" = true ] || systemctl restart "$unit"
