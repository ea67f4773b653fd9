#!/bin/sh
# Becomes pid 1 of a lab, in fresh mount, PID, UTS, IPC and network namespaces.
#   lab-init.sh LAB REPOSITORY UV-CACHE
# Everything here is mounted in the namespace only, so it goes when the last program of the lab goes.
set -eu
lab=$1 repository=$2 uv=$3
echo lab >/proc/sys/kernel/hostname
ip link set lo up

# Relative names: the mount table inside must not tell where the lab is.
cd "$lab"
mount -t overlay -o lowerdir=config:base,upperdir=upper,workdir=work,redirect_dir=off,metacopy=off,index=off lab merged
cd merged

mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --bind proc/sys/net proc/sys/net
mount -o remount,bind,rw proc/sys/net
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=1777 tmp tmp
mount -t tmpfs -o mode=755 run run
mkdir -m 1777 run/lock
cat proc/sys/kernel/random/uuid >run/boot-id
mount --bind run/boot-id proc/sys/kernel/random/boot_id
rm run/boot-id
mkdir run/mount # mount(8) makes it on every machine

mount -t tmpfs -o mode=755 dev dev
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
mknod -m 666 dev/tty c 5 0
mkdir dev/net dev/pts dev/shm
mknod -m 666 dev/net/tun c 10 200 # taps of switches and guests
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

mount --bind "$repository" devstack
mount -o remount,bind,ro devstack
[ ! -d devstack/.cache ] || mount -t tmpfs -o ro,size=4k cache devstack/.cache
# Downloads of earlier labs, under a layer of this lab's own: apt locks the directory, and may clean it.
(cd "$lab" && mount -t overlay -o lowerdir=debs,upperdir=archives/upper,workdir=archives/work archives merged/var/cache/apt/archives)
if [ -n "$uv" ]; then
  mkdir run/uv-cache
  mount --bind "$uv" run/uv-cache
fi

mkdir run/machine
pivot_root . run/machine
cd /
umount -l run/machine
rmdir run/machine
# With SIGCHLD ignored the kernel reaps the orphans that pid 1 inherits. A shell would undo that. The lab is up when
# pid 1 is called sleep.
exec env -i --ignore-signal=CHLD sleep infinity </dev/null >/dev/null 2>&1
