/** Options of pip's configuration files, keys as `index-url`. A list has an element per line of the value. */
export type PipOptions = Readonly<Record<string, readonly string[]>>;

type Variables = Readonly<Record<string, string | undefined>>;

/** Where pip looks, lowest precedence first. */
export function pipConfPaths(variables: Variables, home: string): string[] {
  const named = variables.PIP_CONFIG_FILE || undefined;
  if (named === '/dev/null') return [];
  return [
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
    `${home}/.pip/pip.conf`,
    `${variables.XDG_CONFIG_HOME || `${home}/.config`}/pip/pip.conf`,
    ...(variables.VIRTUAL_ENV ? [`${variables.VIRTUAL_ENV}/pip.conf`] : []),
    ...(named === undefined ? [] : [named]),
  ];
}

/** What holds for `pip install`: section [global], and [install] above it. */
export function parsePipConf(text: string): PipOptions {
  const sections: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> = {};
  let values: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[([^\]]+)\]/.exec(line)?.[1];
    const [, key, value = ''] = /^([^\s#;=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (heading !== undefined) section = sections[heading] ??= {};
    else if (key !== undefined) values = section[key.toLowerCase().replaceAll('_', '-')] = splitWords(value);
    else if (/^\s+[^#;\s]/.test(line)) values.push(...splitWords(line));
  }
  return {...sections.global, ...sections.install};
}

/** Files in order of precedence, then the PIP_ variables of the environment. */
export function mergePipOptions(texts: readonly string[], variables: Variables): PipOptions {
  const fromEnvironment = Object.entries(variables)
    .filter(([name, value]) => name.startsWith('PIP_') && name !== 'PIP_CONFIG_FILE' && value)
    .map(([name, value]) => [name.slice(4).toLowerCase().replaceAll('_', '-'), splitWords(value!)] as const);
  return Object.assign({}, ...texts.map(parsePipConf), Object.fromEntries(fromEnvironment)) as PipOptions;
}

function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
