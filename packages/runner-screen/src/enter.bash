# How a window begins, as the user of the session: it takes the service from the program that opens the window (screen.sh), whose
# environment only its own user can read, and becomes the shell of the service's user.
umask 077
record=$SCREENDIR/windows/$1 opener=$2 opened=$3

# Sets $start to the time when a process started.
identify() {
  local stat
  read -r stat <"/proc/$1/stat" && read -ra stat <<<"${stat##*) }" && start=${stat[19]}
}

mapfile -d '' -t arguments <"/proc/$opener/cmdline"
mapfile -d '' -t variables <"/proc/$opener/environ"
identify "$opener" && [[ $start = "$opened" ]] || exit 1

for name in $(compgen -e); do
  case $name in PATH | LANG | TERM | STY | WINDOW) ;; *) unset "$name" ;; esac
done
for variable in "${variables[@]}"; do
  case $variable in DEVSTACK_VALUE_*) export "$variable" ;; esac
done

# sh -s -- open_window DIRECTORY KEY
title=${arguments[6]} user=${arguments[7]} group=${arguments[8]} rc=${arguments[9]}
id=${arguments[16]}
# The first window of a session has the title of shells, whatever -t says; so a window names itself.
printf '\ek%s\e\\' "$title"
IFS=: read -r USER _ _ _ _ HOME _ < <(getent passwd "${user:-$(id -u)}")
export USER HOME LOGNAME=$USER SHELL=/bin/bash

read -r boot </proc/sys/kernel/random/boot_id
identify $$
printf 'window %s %s %s %s\n' $$ "$start" "$boot" "$id" >>"$record"
exec 3>>"$record"
# SIGNAL GRACE SCRIPT, and what comes after `launch`
shell=(bash --noprofile --rcfile "$rc" -i -s -- "$title" "${arguments[@]:10:2}" "${arguments[13]}" "${arguments[@]:15}")
[[ -z $user ]] || exec setpriv --reuid "$user" --regid "$group" --clear-groups -- "${shell[@]}"
exec "${shell[@]}"
