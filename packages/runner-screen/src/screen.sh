# The screen session of a cloud and its windows, one for each service. Comes before the shim (shim.sh), whose functions it uses. Run by
# the user of the session, one at a time for each cloud. What screen answers is not believed: it is looked what is there.
#
#   open_window DIRECTORY KEY TITLE USER GROUP SHELL SIGNAL GRACE sh SCRIPT launch SERVICE_DIRECTORY ID LOG ...
#   close_window DIRECTORY KEY
#
# DIRECTORY has the sockets, screenrc and enter.bash, and goes with the last window. DIRECTORY/windows/KEY belongs to a window:
# `window PID START BOOT ID`, and then what the start of the service answered.

lock_session() {
  directory=$1 record=$1/windows/$2
  exec 9<"${directory%/*}" || exit 1
  flock -w 60 9 || refuse "another command holds the lock of ${directory%/*}"
}

open_window() {
  lock_session "$1" "$2"
  write_files
  recall "${12}" || last=ended
  # A window that has no answer yet is about to start the service.
  if ! has_window || { has_answer && { has_ended || ! is_up; }; }; then
    close_shell
    make_window "$3"
  fi
  exec 9<&-
  await_answer
  case $answer in started\ *) printf '%s\n' "$answer" ;; *)
    close_window "$1" "$2"
    refuse "$answer"
    ;;
  esac
}

write_files() {
  mkdir -p -m 700 "$directory" "$directory/windows" || exit 1
  printf '%s\n' "$DEVSTACK_SCREENRC" >"$directory/screenrc"
  # A window may be reading the one that is there.
  printf '%s\n' "$DEVSTACK_ENTER" >"$directory/enter.new" && mv "$directory/enter.new" "$directory/enter.bash"
}

has_window() {
  read -r boot_id </proc/sys/kernel/random/boot_id
  [ -f "$record" ] && read -r word pid since boot rest <"$record" || return 1
  [ "$word" = window ] && [ "$boot" = "$boot_id" ] && is_process "$pid:$since"
}

has_answer() {
  { IFS= read -r answer && IFS= read -r answer; } <"$record"
}

await_answer() {
  until has_answer; do
    has_window || { has_answer || answer='its window was closed'; return; }
    sleep 0.02
  done
}

# The window asks this process for what it is to run, so that no value of the environment is written down or an argument.
make_window() {
  identify $$
  for attempt in 1 2 3; do
    : >"$record"
    find_session
    # screen replaces $NAME and ^X in the words of -X, so there is nothing like that in them.
    enter="exec bash \"\`printenv SCREENDIR\`/enter.bash\" ${record##*/} $$ $start"
    if [ -n "$session" ]; then
      run_screen -S "$session" -X screen -t "$1" sh -c "$enter" >"$directory/said"
    else
      run_screen -U -c "$directory/screenrc" -dmS devstack sh -c "$enter" >"$directory/said"
    fi
    tries=0
    until has_window || has_answer || [ $tries = 150 ]; do
      sleep 0.02
      tries=$((tries + 1))
    done
    if [ $tries -lt 150 ]; then return; fi
  done
  rm -f "$record"
  read -r said <"$directory/said"
  refuse "screen opened no window${said:+: $said}"
}

# Sets $session, `PID.devstack`. Sockets of servers that died, also before a reboot, are wiped.
find_session() {
  session=$(run_screen -wipe |
    sed -n 's/^[[:blank:]]*\([0-9]*\.devstack\)[[:blank:]].*(\(Attached\|Detached\|Multi[^)]*\))$/\1/p' | head -n 1)
}

run_screen() {
  env -i "PATH=$PATH" "HOME=${HOME:-/}" "USER=${USER:-}" SHELL=/bin/bash LANG=C.UTF-8 TERM=xterm "SCREENDIR=$directory" \
    screen "$@" 2>&1 </dev/null 9<&-
}

close_window() {
  [ -d "$1" ] || return 0
  lock_session "$1" "$2"
  close_shell
  for record in "$directory"/windows/*; do has_window || rm -f "$record"; done
  rmdir "$directory/windows" 2>/dev/null || return 0
  quit_session
  rm -rf "$directory"
}

close_shell() {
  if has_window; then
    end_process HUP "$pid:$since" || end_process KILL "$pid:$since"
  fi
  rm -f "$record"
}

quit_session() {
  find_session
  [ -n "$session" ] && identify "${session%%.*}" || return 0
  server=${session%%.*}:$start
  run_screen -S "$session" -X quit >/dev/null
  end_process 0 "$server" || end_process TERM "$server" || end_process KILL "$server"
}

# True when the process PID:START is gone within a second after SIGNAL.
end_process() {
  kill -s "$1" "${2%:*}" 2>/dev/null
  tries=0
  while is_process "$2"; do
    [ $tries -lt 50 ] || return 1
    sleep 0.02
    tries=$((tries + 1))
  done
}

