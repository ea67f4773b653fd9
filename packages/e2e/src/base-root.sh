#!/bin/sh
# Builds the root filesystem TARGET, unless it is there. The caller holds the lock on its directory and runs this
# in mount and PID namespaces of their own, so that a build that is killed leaves neither mounts nor programs.
#   base-root.sh debian TARGET DEBS SUITE MIRROR MACHINE     MACHINE: a directory with this machine's apt settings
#   base-root.sh ordinary TARGET DEBS BASE                   BASE with the user dev, who may use sudo
#   base-root.sh systemd TARGET DEBS BASE                    BASE with systemd, which does nothing on its own
set -eu
recipe=$1 target=$2 debs=$3
[ ! -d "$target" ] || exit 0
rm -rf --one-file-system "${target%/*}"/*.partial
new=$target.partial
in_new() { chroot "$new" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }

case $recipe in
debian)
  debootstrap --variant=minbase --include=ca-certificates --cache-dir="$debs" "$4" "$new" "$5"
  rm -f "$new/etc/apt/sources.list"
  cp "$6/debian.sources" "$new/etc/apt/sources.list.d/debian.sources"
  cp "$6/machine.conf" "$new/etc/apt/apt.conf.d/90machine"
  # Its own authorities as well, so that they are still there after a package has remade the bundle.
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$new/usr/local/share/ca-certificates/" \;
  in_new update-ca-certificates
  cp /etc/ssl/certs/ca-certificates.crt "$new/etc/ssl/certs/ca-certificates.crt"
  in_new apt-get clean
  in_new apt-get update
  ;;
ordinary)
  cp -a "$4" "$new"
  mount -t proc proc "$new/proc"
  in_new apt-get install -y --no-install-recommends sudo
  in_new useradd --create-home --uid 1000 --shell /bin/bash dev
  echo 'dev ALL=(ALL:ALL) NOPASSWD: ALL' >"$new/etc/sudoers.d/dev"
  chmod 0440 "$new/etc/sudoers.d/dev"
  umount "$new/proc"
  in_new apt-get clean
  ;;
systemd)
  cp -a "$4" "$new"
  mount -t proc proc "$new/proc"
  in_new apt-get install -y --no-install-recommends systemd-sysv dbus dbus-user-session libpam-systemd
  in_new systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    fstrim.timer systemd-tmpfiles-clean.timer console-getty.service
  # What a first boot would leave behind.
  in_new systemd-machine-id-setup
  in_new systemd-sysusers
  umount "$new/proc"
  in_new apt-get clean
  ;;
esac
mv "$new" "$target"
