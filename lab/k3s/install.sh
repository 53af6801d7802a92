#!/bin/sh
# Installs K3s as its own install script does: the same settings, files, unit, and scripts for cleaning up.
set -e

: "${GITHUB_URL:=https://github.com/k3s-io/k3s/releases}"
: "${INSTALL_K3S_ARTIFACT_URL:=$GITHUB_URL/download}"
: "${INSTALL_K3S_BIN_DIR:=/usr/local/bin}"
: "${INSTALL_K3S_SYSTEMD_DIR:=/etc/systemd/system}"
bin=$INSTALL_K3S_BIN_DIR

info() { echo "[INFO]  $*"; }
fatal() { echo "[ERROR] $*" >&2 && exit 1; }

# settle COMMAND...: sets `command` and `name` from what the service is to run.
settle() {
  case $1 in
  -* | '')
    if [ -z "$K3S_URL" ]; then
      command=server
    else
      [ -n "$K3S_TOKEN$K3S_TOKEN_FILE" ] ||
        fatal "Defaulted k3s exec command to 'agent' because K3S_URL is defined, but K3S_TOKEN or K3S_TOKEN_FILE is not defined."
      command=agent
    fi
    ;;
  *) command=$1 && shift ;;
  esac
  case $K3S_URL in '' | https://*) ;; *) fatal "Only https:// URLs are supported for K3S_URL (have $K3S_URL)" ;; esac
  arguments=
  for argument in "$@"; do arguments="$arguments '$argument'"; done
  if [ "$command" = server ]; then name=k3s; else name=k3s-$command; fi
  [ -z "$INSTALL_K3S_NAME" ] || name=k3s-$INSTALL_K3S_NAME
  unit=$INSTALL_K3S_SYSTEMD_DIR/$name.service
  environment=$unit.env
}

# download FILE URL
download() {
  if command -v curl >/dev/null; then
    curl -o "$1" -sfL "$2" || fatal 'Download failed'
  elif command -v wget >/dev/null; then
    wget -qO "$1" "$2" || fatal 'Download failed'
  else
    fatal 'Can not find curl or wget for downloading files'
  fi
}

get_program() {
  if [ "$INSTALL_K3S_SKIP_DOWNLOAD" = true ] || [ "$INSTALL_K3S_SKIP_DOWNLOAD" = binary ]; then
    info 'Skipping k3s download and verify'
    [ -x "$bin/k3s" ] || fatal "Executable k3s binary not found at $bin/k3s"
    return
  fi
  case $(uname -m) in
  x86_64 | amd64) arch=amd64 suffix= ;;
  aarch64 | arm64) arch=arm64 suffix=-arm64 ;;
  *) fatal "Unsupported architecture $(uname -m)" ;;
  esac
  [ -n "$INSTALL_K3S_VERSION" ] || fatal 'INSTALL_K3S_VERSION is not set, and the lab has no release channels.'
  info "Using $INSTALL_K3S_VERSION as release"
  folder=$(mktemp -d -t k3s-install.XXXXXXXXXX)
  trap 'rm -rf "$folder"' EXIT
  url=$INSTALL_K3S_ARTIFACT_URL/$(printf %s "$INSTALL_K3S_VERSION" | sed 's/+/%2B/')
  info "Downloading hash $url/sha256sum-$arch.txt"
  download "$folder/sums" "$url/sha256sum-$arch.txt"
  wanted=$(awk -v name="k3s$suffix" '$2 == name { print $1 }' "$folder/sums")
  if [ -x "$bin/k3s" ] && [ "$(sha256sum "$bin/k3s" | cut -d' ' -f1)" = "$wanted" ]; then
    info 'Skipping binary downloaded, installed k3s matches hash'
    return
  fi
  info "Downloading binary $url/k3s$suffix"
  download "$folder/k3s" "$url/k3s$suffix"
  [ "$(sha256sum "$folder/k3s" | cut -d' ' -f1)" = "$wanted" ] || fatal "Download sha256 does not match $wanted"
  info "Installing k3s to $bin/k3s"
  chmod 755 "$folder/k3s"
  mv -f "$folder/k3s" "$bin/k3s"
}

put_links() {
  [ "$INSTALL_K3S_SYMLINK" != skip ] || return 0
  for tool in kubectl crictl ctr; do
    if [ "$INSTALL_K3S_SYMLINK" = force ] || { [ ! -e "$bin/$tool" ] && ! command -v "$tool" >/dev/null; }; then
      info "Creating $bin/$tool symlink to k3s"
      ln -sf k3s "$bin/$tool"
    else
      info "Skipping $bin/$tool symlink to k3s, already exists"
    fi
  done
}

put_killall() {
  info "Creating killall script $bin/k3s-killall.sh"
  cat >"$bin/k3s-killall.sh" <<'SCRIPT'
#!/bin/sh
# Ends K3s and its pods, and removes their mounts, interfaces and rules. K3s' data stay.
[ "$(id -u)" -eq 0 ] || exec sudo "$0" "$@"
data=${K3S_DATA_DIR:-/var/lib/rancher/k3s}

for unit in /etc/systemd/system/k3s*.service; do
  [ ! -s "$unit" ] || systemctl stop "$(basename "$unit")"
done

# A shim and what runs under it.
tree() {
  for pid in "$@"; do
    echo "$pid"
    tree $(ps -e -o ppid= -o pid= | awk -v parent="$pid" '$1 == parent { print $2 }')
  done
}
shims=$(ps -e -o pid= -o args= | grep -E "^ *[0-9]+ $data/data/[^/]*/bin/containerd-shim" | awk '{ print $1 }')
[ -z "$shims" ] || kill -9 $(tree $shims) 2>/dev/null

# unmount PREFIX
unmount() {
  awk -v prefix="$1" 'index($2, prefix) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r path; do
    umount -f "$path" 2>/dev/null || umount -l "$path"
    rm -rf "$path"
  done
}
for prefix in /run/k3s /var/lib/kubelet/pods /var/lib/kubelet/plugins /run/netns/cni-; do unmount "$prefix"; done
ip netns show 2>/dev/null | awk '/^cni-/ { print $1 }' | while read -r namespace; do ip netns delete "$namespace"; done

ip -o link show master cni0 2>/dev/null | awk -F': ' '{ sub(/@.*/, "", $2); print $2 }' | while read -r port; do
  ip link delete "$port"
done
for device in cni0 flannel.1 flannel-v6.1 kube-ipvs0 flannel-wg flannel-wg-v6; do
  [ ! -e "/sys/class/net/$device" ] || ip link delete "$device"
done

rm -rf /var/lib/cni/
for family in iptables ip6tables; do
  "$family-save" | grep -v KUBE- | grep -v CNI- | grep -iv flannel | "$family-restore"
done
SCRIPT
  chmod 755 "$bin/k3s-killall.sh"
}

put_uninstall() {
  info "Creating uninstall script $bin/$name-uninstall.sh"
  cat >"$bin/$name-uninstall.sh" <<SCRIPT
#!/bin/sh
# Removes K3s from this machine.
[ "\$(id -u)" -eq 0 ] || exec sudo "\$0" "\$@"
data=\${K3S_DATA_DIR:-/var/lib/rancher/k3s}
trap 'rm -f $bin/$name-uninstall.sh' EXIT

$bin/k3s-killall.sh
systemctl disable $name
systemctl reset-failed $name
rm -f $unit $environment
systemctl daemon-reload
if ls $INSTALL_K3S_SYSTEMD_DIR/k3s*.service >/dev/null 2>&1; then
  echo 'Additional k3s services installed, skipping uninstall of k3s'
  exit
fi

for tool in kubectl crictl ctr; do
  [ ! -L "$bin/\$tool" ] || rm -f "$bin/\$tool"
done

# remove FOLDER: mount points in it stay, empty.
remove() {
  if grep -q " \$1" /proc/mounts; then
    for path in "\$1"/*; do
      if [ -d "\$path" ]; then remove "\$path"; elif [ -e "\$path" ]; then rm "\$path"; fi
    done
  else
    rm -rf "\$1"
  fi
}
rm -rf /etc/rancher/k3s /run/k3s /run/flannel
remove "\$data"
remove /var/lib/kubelet
rm -f $bin/k3s $bin/k3s-killall.sh
SCRIPT
  chmod 755 "$bin/$name-uninstall.sh"
}

put_unit() {
  info "env: Creating environment file $environment"
  (umask 077 && env | grep -E '^(K3S|CONTAINERD)_|^(NO|HTTP|HTTPS)_PROXY=' >"$environment") || true
  info "systemd: Creating service file $unit"
  cat >"$unit" <<UNIT
[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=${INSTALL_K3S_TYPE:-notify}
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-$environment
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=$bin/k3s $command$arguments
UNIT
}

start_unit() {
  [ "$INSTALL_K3S_SKIP_ENABLE" != true ] || return 0
  info "systemd: Enabling $name unit"
  systemctl enable "$name" >/dev/null
  systemctl daemon-reload >/dev/null
  [ "$INSTALL_K3S_SKIP_START" != true ] || return 0
  info "systemd: Starting $name"
  systemctl restart "$name"
}

command -v systemctl >/dev/null || fatal 'Can not find systemd to use as a process supervisor for k3s'
# shellcheck disable=SC2086
settle $INSTALL_K3S_EXEC "$@"
get_program
put_links
put_killall
put_uninstall
systemctl disable "$name" >/dev/null 2>&1 || true
put_unit
start_unit
