# The processes of an upstart job, which starts its service again and keeps what it prints. Stands before shim.sh.
#
#   job DIRECTORY ID LOG WHEN LIMIT NAMES ARGV...    the main one: the service, with a record of what becomes of it
#   await DIRECTORY                                  before the main one is ended: somebody else does that, within DEVSTACK_STOP seconds
#   after DIRECTORY ID WHEN LIMIT                    when it has ended: what is left goes, and time passes before the next run
#
# In values and arguments a line end is written \n and a backslash \\: a job file has no other way.
job() {
  directory=$1 job=$2 log=$3 when=$4 limit=$5 names=$6 asked=
  shift 6
  set_inherited
  decode_values
  count=$#
  while [ $count -gt 0 ]; do
    decode "$1"
    shift
    set -- "$@" "$decoded"
    count=$((count - 1))
  done
  exec 3>&1 4>&2 >"$directory/shim.log" 2>&1
  recall "$directory"
  case $last in shim | run) sweep "$job" ;; esac
  if will_restart; then restarts=$((restarts + 1)); else restarts=0 && true >"$directory/events"; fi
  rm -f "$directory/stop"
  id=$job
  identify $$
  read -r boot_id </proc/sys/kernel/random/boot_id
  echo "shim $id $$ $start $boot_id $log" >>"$directory/events" || exit 125
  # Upstart signals the whole group, the service and its shim: the shim takes it as a wish and waits.
  trap asked=1 TERM INT QUIT HUP
  (become_job "$@")
  code=$?
  set_now
  if [ -n "$asked" ] || is_stopping; then verdict=stopped; else verdict=ended; fi
  echo "$verdict $code $now $restarts" >>"$directory/events"
  exit $code
}

become_job() {
  record_run
  exec >&3 2>&4 3>&- 4>&- </dev/null
  run_program "$@"
}

decode_values() {
  index=0
  for name in $names; do
    eval "decode \"\$DEVSTACK_VALUE_$index\"; DEVSTACK_VALUE_$index=\$decoded"
    index=$((index + 1))
  done
}

# The full stop keeps line ends that the shell would take away.
decode() {
  case $1 in
    *\\*) decoded=$(printf '%b.' "$1") decoded=${decoded%.} ;;
    *) decoded=$1 ;;
  esac
}

# As far as the policy WHEN LIMIT tells; whether it was too often is for upstart to say.
will_restart() {
  case $last in shim | run | ended) ;; *) return 1 ;; esac
  [ "$when" != never ] && [ "$restarts" -lt "$limit" ] || return 1
  [ "$when" = always ] || [ "$last" != ended ] || [ "$code" != 0 ]
}

await() {
  recall "$1"
  tries=$((${DEVSTACK_STOP:-0} * 50))
  while [ $tries -gt 0 ] && is_process "${shim:-0:}"; do
    tries=$((tries - 1))
    sleep 0.02
  done
}

after() {
  when=$3 limit=$4
  recall "$1"
  sweep "$2"
  [ -z "${DEVSTACK_STOP-}" ] && will_restart || return 0
  pause=1
  while [ $pause -lt 60 ] && [ "$restarts" -gt 0 ]; do pause=$((pause * 2)) restarts=$((restarts - 1)); done
  sleep $((pause / 2)).$((pause % 2 * 5))
}

