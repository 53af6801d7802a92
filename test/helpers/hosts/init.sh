#!/bin/sh
# First process of a host. In its own network and mount namespaces, it mounts a writable layer in memory over this
# machine's root, makes that its root, and becomes an SSH server. Nothing of this is left when it is killed.
# init.sh FOLDER NAME ADDRESS NODE: copies FOLDER/seed over the root, and mounts NODE as /usr/local/bin/node.
set -eu
folder=$1 name=$2 address=$3 node=$4
mount --make-rprivate /
mount -t tmpfs tmpfs "$folder/layer"
mkdir "$folder/layer/upper" "$folder/layer/work" "$folder/layer/root"
cp -a "$folder/seed/." "$folder/layer/upper/"
root=$folder/layer/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/layer/upper,workdir=$folder/layer/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
touch "$root/usr/local/bin/node"
mount --bind "$node" "$root/usr/local/bin/node"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/run/sshd" "$root/run/old-root"
hostname "$name"
cd "$root"
pivot_root . run/old-root
umount -l /run/old-root
exec /usr/sbin/sshd -D -e -f /etc/ssh/host_config -o "ListenAddress=$address"
