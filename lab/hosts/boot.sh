#!/bin/sh
# First process of a host, in namespaces of its own: mounts its root file system and starts its supervisor. Nothing of
# this is left when it is killed.
# boot.sh DISK HOSTNAME NODE PARTS MEMORY_KIB SOURCE CGROUP...
#   DISK     a file system of the host's own: `layer` is laid over this machine's root, and each folder that `own.list`
#            names is not this machine's but that in `own`
#   NODE     becomes /usr/local/bin/node
#   PARTS    becomes /opt/lab, read-only; empty: none
#   SOURCE   the folder that `lab` and `base` are in: the supervisor is in them
#   CGROUP   hierarchies to mount: `cgroup2`, or the options of one of version 1
set -eu
disk=$1 name=$2 node=$3 parts=$4 memory_kib=$5 source=$6
shift 6
root=$disk/root init=/usr/lib/lab-host/lab/hosts/init
mount --make-rprivate /
mkdir -p "$root" "$disk/layer" "$disk/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$disk/layer,workdir=$disk/work" "$root"

while read -r own; do
  mkdir -p "$root/$own"
  mount --bind "$disk/own/$own" "$root/$own"
done <"$disk/own.list"
find "$root/tmp" -mindepth 1 -delete

mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
mount --bind "$root/dev/pts/ptmx" "$root/dev/ptmx"
mount -t tmpfs -o nosuid,nodev tmpfs "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs "$root/run"

mkdir -p "$root/usr/local/bin" "$root$init" "$root/usr/lib/lab-host/base" "$root/opt/lab" "$root/run/sshd" "$root/run/lab-host" \
  "$root/run/lock" "$root/run/old-root"
touch "$root/usr/local/bin/node"
mount --bind "$node" "$root/usr/local/bin/node"
mount --bind "$source/base" "$root/usr/lib/lab-host/base"
mount --bind "$source/lab/hosts/init" "$root$init"
if [ -n "$parts" ]; then
  mount --bind "$parts" "$root/opt/lab"
  mount -o remount,bind,ro "$root/opt/lab"
fi

if [ "${1:-}" = cgroup2 ]; then
  group=$root/sys/fs/cgroup
  mount -t cgroup2 cgroup2 "$group"
  # Only groups without processes pass controllers on. The lab's own process leaves this group meanwhile.
  mkdir "$group/init.scope"
  echo 0 >"$group/init.scope/cgroup.procs"
  for controller in $(cat "$group/cgroup.controllers"); do
    tries=0
    until echo "+$controller" >"$group/cgroup.subtree_control" || [ $((tries += 1)) -gt 50 ]; do sleep 0.1; done
  done
else
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  for options in "$@"; do
    folder=$root/sys/fs/cgroup/${options#*name=}
    mkdir -p "$folder"
    mount -t cgroup -o "$options" cgroup "$folder"
    case $options in *,*) for one in $(printf %s "$options" | tr , ' '); do ln -sf "$options" "$root/sys/fs/cgroup/$one"; done ;; esac
  done
fi

printf 'MemTotal: %s kB\n' "$memory_kib" >"$root/run/lab-host/meminfo"
echo 'cpu 0 0 0 0 0 0 0 0 0 0' >"$root/run/lab-host/stat"
for file in meminfo stat; do mount --bind "$root/run/lab-host/$file" "$root/proc/$file"; done
# Kubernetes sets these, which this machine has once for all namespaces. A host sets copies of its own.
for setting in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys \
  kernel/keys/root_maxbytes; do
  copy=$root/run/lab-host/$(printf %s "$setting" | tr / .)
  [ ! -f "$root/proc/sys/$setting" ] || {
    cat "$root/proc/sys/$setting" >"$copy"
    mount --bind "$copy" "$root/proc/sys/$setting"
  }
done
if [ -d "$disk/processors" ]; then
  mount --bind "$disk/processors/cpuinfo" "$root/proc/cpuinfo"
  for folder in cpu node; do
    [ ! -d "$root/sys/devices/system/$folder" ] || mount --bind "$disk/processors/$folder" "$root/sys/devices/system/$folder"
  done
fi
hostname "$name"
cd "$root"
pivot_root . run/old-root
umount -l /run/old-root
rmdir /run/old-root
mount --make-rshared /
cd /
# This shell stays: it reaps the processes that their parents left behind.
/usr/local/bin/node $init/main.ts /usr/lib/lab-host/boot.json &
supervisor=$!
trap 'kill -TERM "$supervisor"' TERM
while kill -0 "$supervisor" 2>/dev/null; do wait "$supervisor" || true; done
