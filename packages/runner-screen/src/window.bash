# The shell of a window, under the account of the service. It starts the service, and its history has the command, so that up-arrow
# and Enter start it again. The values of the service's environment are variables of this shell, which no program inherits.
unset HISTFILE
HISTCONTROL=ignoredups
PS1="[$1] \\w\\$ "

# Starts a program as the service of this window.
run() {
  (
    for index in "${!devstack_values[@]}"; do
      export "DEVSTACK_VALUE_$index=${devstack_values[index]}"
    done
    export DEVSTACK_SHIM=${devstack_attend[5]}
    exec sh "${devstack_attend[@]}" "$@"
  )
}

devstack_begin() {
  unset PROMPT_COMMAND
  devstack_attend=("$4" attend "$2" "$3" "${@:5:8}")
  devstack_values=()
  local index name
  for ((index = 0; ; index++)); do
    name=DEVSTACK_VALUE_$index
    [[ -v $name ]] || break
    devstack_values+=("${!name}")
    unset "$name"
  done
  cd "$8" 2>/dev/null || cd /
  shift 12
  local command
  printf -v command '%q ' run "$@"
  history -s "${command% }"
  printf '%s%s\n' "${PS1@P}" "${command% }"
  run "$@"
  exec 3>&-
}

PROMPT_COMMAND='devstack_begin "$@"'
