# The shim of one service: starts it, records what becomes of it, restarts it, keeps its log small. POSIX sh and util-linux.
# Needs nothing of the program that started it and goes on when that one is killed.
#
#   launch DIRECTORY ID LOG CWD WHEN LIMIT WINDOW NAMES ARGV...   a shim, unless one runs there; prints the id of the one that does
#   signal NAME PID:START...                                      each only if it is still the process that was meant
#   rotate LOG BYTES COUNT
#
# A runner may put functions of its own before this, which then can be named too.
#
# The values of the environment variables NAMES are in DEVSTACK_VALUE_0, _1 ..., so that no secret stands in an argument and
# nothing in the service's environment (PATH, IFS, LD_PRELOAD) changes how this script runs. WINDOW is in hundredths of a second.
# DIRECTORY/events has a line for all that happens; event-log.ts reads it. Times are hundredths of a second since the boot:
# they need no program to read and no clock that somebody sets. DIRECTORY/alive is locked as long as the shim lives.
umask 077

# Sets $start to the start time of the process PID, which together with the boot identifies it; fails when it is gone.
identify() {
  start=
  IFS= read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  set -- ${stat##*) }
  [ "$1" != Z ] && [ "$1" != X ] || return 1
  start=${20-}
}

is_process() { identify "${1%:*}" && [ "$start" = "${1#*:}" ]; }

set_now() {
  read -r now rest </proc/uptime
  now=${now%.*}${now#*.}
}

# Sets $id, $shim, $service (PID:START), $restarts, $last, the latest word, and $code of the latest end, as the events of this boot say.
recall() {
  id= shim= service= restarts=0 last= code=
  [ -f "$1/events" ] || return 1
  read -r boot_id </proc/sys/kernel/random/boot_id
  while read -r word first second third fourth rest; do
    last=$word
    case $word in
      shim) id=$first shim=$second:$third boot=$fourth ;;
      run) service=$first:$second restarts=$third ;;
      *) code=$first ;;
    esac
  done <"$1/events"
  [ -n "$id" ] && [ "$boot" = "$boot_id" ]
}

has_ended() {
  case $last in ended | failed | stopped) return 0 ;; *) return 1 ;; esac
}

# True when the service runs, or its shim is about to start it.
is_up() { is_process "${shim:-0:}" || is_process "${service:-0:}"; }

# Processes that cannot be read or end meanwhile make grep fail; what it prints is right.
marked() { grep -ls "DEVSTACK_SERVICE=$1" /proc/[0-9]*/environ || true; }

# What a service leaves behind when its first process ends must not keep its port or its files from the next one.
sweep() {
  tries=0
  while left=$(marked "$1") && [ -n "$left" ] && [ $tries -lt 80 ]; do
    case $tries in 0) signal=TERM ;; 50) signal=KILL ;; *) signal= ;; esac
    for file in $left; do
      pid=${file#/proc/}
      [ -z "$signal" ] || kill -s $signal "${pid%/environ}" 2>/dev/null
    done
    tries=$((tries + 1))
    sleep 0.1
  done
}

launch() {
  [ -d "$1" ] || mkdir -p "$1" || exit 1
  exec 9>>"$1/lock"
  flock -w 60 9 || refuse "another start of it holds $1/lock"
  if recall "$1"; then
    while has_ended && is_process "$shim"; do sleep 0.02; done
    if is_up; then
      echo "started $id"
      return
    fi
    has_ended || sweep "$id"
  fi
  setsid -f sh "$0" supervise "$@" </dev/null 2>&1 | take_answer
}

# The shim keeps the pipe for as long as it lives, so its end is not waited for.
take_answer() {
  IFS= read -r answer
  printf '%s\n' "$answer"
  case $answer in started\ *) ;; *) exit 1 ;; esac
}

refuse() {
  printf '%s\n' "$1"
  exit 1
}

supervise() {
  directory=$1 id=$2 log=$3 cwd=$4 when=$5 limit=$6 window=$7 names=$8
  shift 8
  set_inherited
  check "$@"
  devstack_setsid=$(command -v setsid)
  # What the shell itself has to say ("Killed") is not part of the service's log.
  exec 3>&1 >"$directory/shim.log" 2>&1
  cd /
  [ ! -e "$directory/stop" ] || rm -f "$directory/stop"
  identify $$
  read -r boot_id </proc/sys/kernel/random/boot_id
  # From here on another start finds this shim, so the lock can go before there is a service.
  echo "shim $id $$ $start $boot_id $log" >"$directory/events" || exit 1
  exec 8>"$directory/alive" 9>&-
  flock 8
  keep_log_small &
  watch "$@"
  # The log keeper and its sleep are all that is left of this process group.
  trap '' TERM
  kill -s TERM 0
}

set_inherited() {
  inherited=$(export -p | sed -n -e '/^export DEVSTACK_VALUE_/d' -e 's/^export \([A-Za-z_][A-Za-z_0-9]*\).*/\1/p')
}

check() {
  [ -d "$cwd" ] && [ -x "$cwd" ] || refuse "cannot enter directory $cwd"
  true 2>/dev/null >>"$log" || refuse "cannot write $log"
  case $1 in
    */*) (cd "$cwd" && [ -f "$1" ] && [ -x "$1" ]) || refuse "$1 is not a program" ;;
    *) (restore_environment && command -v "$1") >/dev/null || refuse "there is no program $1 on the PATH of the service" ;;
  esac
}

watch() {
  restarts=0 recent= pause=1
  while :; do
    set_now
    begun=$now
    # In the foreground: what a shell starts in the background ignores SIGINT and SIGQUIT for ever.
    (become_service "$@")
    code=$?
    exec 3>&-
    set_now
    judge
    echo "$verdict $code $now $restarts" >>"$directory/events"
    [ "$verdict" = stopped ] || sweep "$id"
    [ "$verdict" = again ] || return
    sleep $((pause / 2)).$((pause % 2 * 5))
    if is_stopping; then
      echo "stopped $code $now $restarts" >>"$directory/events"
      return
    fi
    pause=$((pause * 2 > 60 ? 60 : pause * 2))
  done
}

is_stopping() {
  [ -f "$directory/stop" ] && read -r who <"$directory/stop" && [ "$who" = "$id" ]
}

# Sets $verdict: stopped (somebody asked), ended (not to be restarted), failed (restarted too often) or again.
judge() {
  if is_stopping; then
    verdict=stopped
  elif [ "$when" = never ] || { [ "$when" = on-failure ] && [ $code = 0 ]; }; then
    verdict=ended
  else
    [ $((now - begun)) -lt 3000 ] || pause=1
    judge_restart
  fi
}

judge_restart() {
  count=0 kept=
  for moment in $recent; do
    [ $((now - moment)) -lt "$window" ] || continue
    kept="$kept $moment" count=$((count + 1))
  done
  verdict=failed
  [ $count -lt "$limit" ] || return
  verdict=again recent="$kept $now" restarts=$((restarts + 1))
}

record_run() {
  IFS= read -r stat </proc/self/stat
  pid=${stat%% *}
  identify "$pid"
  echo "run $pid $start $restarts" >>"$directory/events" || exit 125
}

become_service() {
  record_run
  # Whoever waits for the answer may have been killed.
  trap '' PIPE
  [ "$restarts" -gt 0 ] || echo "started $id" >&3
  trap - PIPE
  exec 3>&- 8>&- </dev/null >>"$log" 2>&1
  cd "$cwd" || exit 125
  # A session of its own: no terminal can reach the service, and all of it can be found.
  run_program "$devstack_setsid" "$@"
}

# With the service's environment. bash leaves $_ to what it starts.
run_program() {
  restore_environment
  [ -z "${BASH_VERSION-}" ] || exec env -u _ "$@"
  exec "$@"
}

# The service's variables, and no other. They may have any name, so those used here have a prefix.
restore_environment() {
  devstack_names=$names devstack_index=0
  unset ${inherited-} PWD OLDPWD
  for devstack_name in $devstack_names; do
    eval "export $devstack_name=\"\$DEVSTACK_VALUE_$devstack_index\"; unset DEVSTACK_VALUE_$devstack_index"
    devstack_index=$((devstack_index + 1))
  done
}

# The service writes straight into the file, which cannot block; so the file is copied and emptied, not renamed.
keep_log_small() {
  exec 3>&- 8>&-
  while sleep 15 && kill -s 0 $$ 2>/dev/null; do rotate "$log" 10485760 3; done
}

rotate() {
  [ -n "$(find "$1" -size "+$(($2 / 1024))k" 2>/dev/null)" ] || return 0
  index=$3
  while [ "$index" -gt 1 ]; do
    [ ! -f "$1.$((index - 1))" ] || mv -f "$1.$((index - 1))" "$1.$index"
    index=$((index - 1))
  done
  cp -p "$1" "$1.1" || rm -f "$1.1"
  true >"$1"
}

signal() {
  name=$1
  shift
  for process in "$@"; do
    is_process "$process" && kill -s "$name" "${process%:*}"
  done 2>/dev/null
  return 0
}

"$@"
