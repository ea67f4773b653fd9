# What a window runs. Comes before the shim (shim.sh), whose functions it uses.
#
#   attend SIGNAL GRACE DIRECTORY ID LOG ...   launch, and the log on the terminal until the service has ended
#
# ^C and ^\ reach the service, and it is not started again. When the terminal goes away, SIGNAL ends it, and SIGKILL after GRACE
# hundredths of a second. The first answer goes to file 3 too, if that is open.
attend() {
  signal=$1 grace=$2 directory=$3 own=$4 log=$5
  shift 2
  trap 'interrupt INT' INT
  trap 'interrupt QUIT' QUIT
  trap hang_up HUP
  size=$(stat -c %s "$log" 2>/dev/null) || size=0
  answer=$(launch "$@")
  is_launched=$?
  { printf '%s\n' "$answer" >&3; } 2>/dev/null
  exec 3>&-
  [ "$is_launched" = 0 ] || refuse "It cannot be started: $answer"
  own=${answer#started }
  # Suspended it could not do its work.
  trap '' TSTP
  show_log &
  viewer=$!
  flock -s "$directory/alive" true &
  waiter=$!
  trap 'end_view; kill "$waiter"; exit' TERM
  while kill -s 0 "$waiter" 2>/dev/null; do wait "$waiter"; done
  sleep 0.1
  end_view
  look
  if is_stopping; then sweep "$id"; fi
  tell_end
}

# What is new in it; of a device there would be no end.
show_log() {
  if [ ! -e "$log" ] || [ -f "$log" ]; then exec tail -c "+$((size + 1))" -F "$log" 2>/dev/null; fi
}

end_view() {
  [ -z "${viewer-}" ] || kill "$viewer" 2>/dev/null
}

# Like recall, for this start of the service: another one may have followed it.
look() {
  recall "$directory" && [ "$id" = "$own" ] || shim= service= last=stopped
  id=$own
}

interrupt() {
  echo "$own" >"$directory/stop"
  look
  if [ "$last" = run ]; then
    signal_service "$1"
  elif ! has_ended; then
    end_shim
  fi
}

# Between two runs: there is nothing to be signalled, and the shim would sleep on.
end_shim() {
  is_process "$shim" && kill -s TERM -- "-${shim%:*}"
  sweep "$id"
  set_now
  echo "stopped ${code:-0} $now $restarts" >>"$directory/events"
}

# The first process leads a session and a group, so this reaches what a terminal would.
signal_service() { is_process "${service:-0:}" && kill -s "$1" -- "-${service%:*}"; }

hang_up() {
  trap '' HUP INT QUIT
  end_view
  # Somebody else is about to end it, with a policy of their own.
  id=$own
  if is_stopping; then exit; fi
  interrupt "$signal"
  if ! flock -s -w "$((grace / 100)).$((grace % 100 / 10))" "$directory/alive" true; then
    signal_service KILL
    flock -s -w 10 "$directory/alive" true
  fi
  sweep "$id"
  exit
}

tell_end() {
  case $last in
    ended) echo "It has ended with exit code $code." ;;
    failed) echo "It has failed: started too often, and ended with exit code $code each time." ;;
    stopped) echo 'It was stopped.' ;;
    *) echo 'It goes on; this window only shows its log.' ;;
  esac
}

