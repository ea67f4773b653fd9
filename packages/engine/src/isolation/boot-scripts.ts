/**
 * What becomes process 1 of the namespaces: RECORD ID HOSTS.
 *
 * It notes first who it is, as the machine counts, so that whatever is made after that can be found and ended. The id stands where programs
 * look for that of the boot: what an earlier namespace left behind counts as gone. Its streams are opened inside, it leads a session, no signal
 * comes when its parent ends, and with SIGCHLD ignored the kernel reaps the orphans: so it can be written to disk and brought back one day.
 */
const INIT = `
set -eu
record=$1 id=$2 hosts=$3
# The machine's /proc still: it tells the number that this process has outside.
read -r stat </proc/self/stat
read -r boot </proc/sys/kernel/random/boot_id
set -- \${stat##*) }
echo "\${stat%% *} \${20} $boot $id" >"$record.new"
mv "$record.new" "$record"
mount -t proc proc /proc
# With the machine's control groups, in which nothing of ours is to be.
umount -l /sys 2>/dev/null || true
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 run /run
mkdir -m 1777 /run/lock
mkdir /run/netns
mount -t tmpfs -o mode=1777 shm /dev/shm
# The machine's resolver is out of reach: a question to it would take ten seconds.
[ ! -e /etc/resolv.conf ] || mount --bind /dev/null /etc/resolv.conf
[ -z "$hosts" ] || mount --bind "$hosts" /etc/hosts
echo "$id" >/run/boot-id
mount --bind /run/boot-id /proc/sys/kernel/random/boot_id
echo 1 >/proc/sys/net/ipv4/ip_forward
ip link set lo up
# What whoever started devstack had open, and did not close. dash knows descriptors of one digit only.
leave='for fd in /proc/self/fd/*; do fd=\${fd##*/}; [ "$fd" -lt 3 ] || exec {fd}>&-; done
exec env -i --ignore-signal=CHLD setsid sleep infinity'
echo "$id" >"$record.ready"
echo ready
exec </dev/null >/dev/null 2>&1
exec bash -c "$leave"
`;

/**
 * Makes the namespaces and answers when they are ready: DIRECTORY INIT NAME RECORD ID HOSTS. One at a time: a run that was killed a moment ago may
 * have begun to, and that goes on. What was begun and is not ready when nobody is at it any more is ended.
 */
export const START = `
set -u
directory=$1 record=$4
shift
exec 9>>"$directory/lock"
flock -w 30 9 || exit 75
is_alive() {
  read -r pid start boot id <"$record" && read -r now </proc/sys/kernel/random/boot_id || return 1
  [ "$boot" = "$now" ] && read -r stat <"/proc/$pid/stat" || return 1
  set -- \${stat##*) }
  [ "$1" != Z ] && [ "$1" != X ] && [ "\${20}" = "$start" ]
} 2>/dev/null
if [ -f "$record" ] && is_alive; then
  if [ -f "$record.ready" ] && read -r ready <"$record.ready" && [ "$ready" = "$id" ]; then exit 0; fi
  kill -s KILL "$pid"
fi
setsid -f unshare --net --mount --pid --ipc --fork --propagation private sh -c "$@" 2>"$directory/log" </dev/null 9<&- | {
  IFS= read -r answer
  [ "$answer" = ready ] && exit 0
  cat "$directory/log" >&2
  exit 1
}
`;

export function startArguments(directory: string, record: string, id: string, hosts: string): readonly string[] {
  return [directory, INIT, 'devstack-namespace', record, id, hosts];
}
