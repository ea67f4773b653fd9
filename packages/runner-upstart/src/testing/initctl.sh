#!/bin/sh
# Asks the stand-in that runs in this directory. A word holds no line end.
directory=${0%/*}
if ! { read -r pid <"$directory/pid" && kill -s 0 "$pid"; } 2>/dev/null; then
  echo 'initctl: Unable to connect to Upstart: Failed to connect to socket /com/ubuntu/upstart: Connection refused' >&2
  exit 1
fi
reply=$directory/reply.$$
mkfifo -m 600 "$reply" || exit 1
exec 3<>"$reply" 4>"$directory/requests"
request=$reply
separator=$(printf '\037')
for word; do request=$request$separator$word; done
printf '%s\n' "$request" >&4
while IFS= read -r line <&3; do
  case $line in
    stdout\ *) printf '%s\n' "${line#* }" ;;
    stderr\ *) printf '%s\n' "${line#* }" >&2 ;;
    code\ *)
      rm -f "$reply"
      exit "${line#* }"
      ;;
  esac
done
