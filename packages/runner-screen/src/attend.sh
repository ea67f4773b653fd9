# What a window runs. Comes before the shim (shim.sh), whose functions it uses.
#
#   attend SIGNAL GRACE DIRECTORY ID LOG ...   launch, and the log on the terminal until the service has ended
#
# ^C and ^\ reach the service, and it is not started again. When the terminal goes away, SIGNAL ends it, and SIGKILL after GRACE
# hundredths of a second. The first answer goes to file 3 too, if that is open.
attend() {
  signal=$1 grace=$2 directory=$3 log=$5
  shift 2
  size=$(wc -c 2>/dev/null <"$log") || size=0
  answer=$(launch "$@")
  is_launched=$?
  { printf '%s\n' "$answer" >&3; } 2>/dev/null
  exec 3>&-
  [ "$is_launched" = 0 ] || refuse "It cannot be started: $answer"
  own=${answer#started }
  look
  # Suspended it could not do its work.
  trap '' TSTP
  tail -c "+$((size + 1))" -F "$log" 2>/dev/null &
  viewer=$!
  flock -s "$directory/alive" true &
  waiter=$!
  trap 'interrupt INT' INT
  trap 'interrupt QUIT' QUIT
  trap hang_up HUP
  trap 'kill "$viewer" "$waiter"; exit' TERM
  while kill -s 0 "$waiter" 2>/dev/null; do wait "$waiter"; done
  sleep 0.1
  kill "$viewer" 2>/dev/null
  look
  if is_stopping; then sweep "$id"; fi
  tell_end
}

# Like recall, for this start of the service: another one may have followed it.
look() {
  recall "$directory" && [ "$id" = "$own" ] || shim= service= last=stopped
  id=$own
}

interrupt() {
  echo "$id" >"$directory/stop"
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
  kill "$viewer" 2>/dev/null
  # Somebody else is about to end it, with a policy of their own.
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

