#!/bin/sh
# Boots a lab with a real systemd as its process 1, by systemd-nspawn, in fresh mount, PID and network namespaces.
#   lab-systemd.sh LAB REPOSITORY UV-CACHE
#   lab-systemd.sh remove NAME        in a fresh mount namespace: removes the control group of a lab that has ended
# Everything here is mounted in the namespace only, so it goes when the last program of the lab goes.
set -eu

# Version 2, as on every current distribution, also where this machine has version 1.
umount -R /sys/fs/cgroup 2>/dev/null || :
mount -t cgroup2 cgroup2 /sys/fs/cgroup
groups=/sys/fs/cgroup/devstack-labs

if [ "$1" = remove ]; then
  # The kernel finishes with a process after its parent was told.
  for _ in $(seq 100); do
    find "$groups/$2" -depth -type d -exec rmdir {} + 2>/dev/null || :
    [ -d "$groups/$2" ] || exit 0
    sleep 0.05
  done
  echo "cannot remove the control group of $2: $(find "$groups/$2" -name cgroup.procs -exec cat {} +)" >&2
  exit 1
fi

lab=$1 repository=$2 uv=$3
ip link set lo up
mkdir -p "$groups/${lab##*/}"
echo $$ >"$groups/${lab##*/}/cgroup.procs"

cd "$lab"
mount -t overlay -o lowerdir=config:base,upperdir=upper,workdir=work,redirect_dir=off,metacopy=off,index=off lab merged
mount --bind "$repository" merged/devstack
mount -o remount,bind,ro merged/devstack
[ ! -d merged/devstack/.cache ] || mount -t tmpfs -o ro,size=4k cache merged/devstack/.cache
# Downloads of earlier labs, under a layer of this lab's own: apt locks the directory, and may clean it.
mount -t overlay -o lowerdir=debs,upperdir=archives/upper,workdir=archives/work archives merged/var/cache/apt/archives

# systemd-nspawn keeps its locks in /run, by the name of the machine, and looks for itself in /proc.
mount -t tmpfs -o mode=755 run /run
mount -t proc proc /proc
exec env -i PATH="$PATH" SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn --quiet --boot --register=no --keep-unit \
  --directory=merged --machine=lab --capability=all --resolv-conf=off --timezone=off --link-journal=no --console=pipe \
  ${uv:+"--bind=$uv:/run/uv-cache"} </dev/null >/dev/null
