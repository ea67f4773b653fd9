#!/bin/sh
# Becomes libvirtd. Runs in a mount namespace of its own: nothing outside of it sees what is mounted here.
#   launch-libvirtd.sh kvm|qemu CONFIGURATION PROGRAMS RUN [DIRECTORY COVERED]...
set -eu
type=$1 configuration=$2 programs=$3 run=$4
shift 4

# The paths that are compiled in. After a reboot /run is empty.
while [ $# -gt 0 ]; do
  mkdir -p "$2"
  mount --bind "$1" "$2"
  shift 2
done

# libvirtd looks its account up, though guests do not run under it.
for database in passwd group; do
  grep -q '^libvirt-qemu:' /etc/$database && continue
  entry=libvirt-qemu:x:64055:
  [ $database = group ] || entry=${entry}64055::/nonexistent:/usr/sbin/nologin
  { cat /etc/$database; echo "$entry"; } >"$run/$database"
  chmod 644 "$run/$database"
  mount --bind "$run/$database" /etc/$database
done

# Without KVM there must be no /dev/kvm at all. Something else in its place, libvirtd would take for a KVM that has just
# appeared, and ask QEMU again each time.
if [ "$type" = qemu ] && [ -e /dev/kvm ]; then
  dev=$run/dev
  mkdir -p "$dev"
  mount -t tmpfs -o mode=755,size=1m dev "$dev"
  mkdir "$dev/pts" "$dev/shm" "$dev/net"
  while read -r name major minor; do
    mknod -m 666 "$dev/$name" c "$major" "$minor"
  done <<'NODES'
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
ptmx 5 2
net/tun 10 200
NODES
  ln -s /proc/self/fd "$dev/fd"
  mount --rbind /dev/pts "$dev/pts"
  mount --rbind /dev/shm "$dev/shm"
  mount --rbind "$dev" /dev
fi

PATH=$programs:$PATH exec libvirtd --config "$configuration" --pid-file "$run/libvirtd.pid"
