/**
 * The screenrc of a session.
 *
 * @param directory where screen keeps its sockets
 */
export function renderScreenrc(directory: string): string {
  return `${[
    'startup_message off',
    'vbell off',
    'defutf8 on',
    'autodetach on',
    // Windows are not logins.
    'deflogin off',
    'defscrollback 10000',
    // A terminal that is slow to show what it gets holds up nobody.
    'defnonblock on',
    // Services write their logs themselves. What somebody logs by hand (C-a H) does not end up anywhere.
    'deflog off',
    `logfile ${quoteWord(`${directory}/window-%n.log`)}`,
    'shell /bin/bash',
    'shelltitle bash',
    "hardstatus alwayslastline '%{= kw} devstack %{= kg}%-w%{= bw}%n %t%{= kg}%+w %=%{= kw}%H %c '",
  ].join('\n')}\n`;
}

/** A word that screen reads back as it is: in quotes `$` and `\` mean nothing special if a backslash is before them. */
function quoteWord(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, '\\$&')}"`;
}
