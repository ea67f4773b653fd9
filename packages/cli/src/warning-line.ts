import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';

interface Listed {
  readonly name: string;
  readonly root?: string;
}

/** On standard error, in one line. */
export function writeWarning(message: string): void {
  process.stderr.write(`warning: ${explainWarning(message, listedPlugins())}\n`);
}

/** oclif warns of a plugin that it cannot read with the words of the system; which plugin it is, and what to do, is added. */
export function explainWarning(message: string, plugins: readonly Listed[]): string {
  const [line = ''] = message.split('\n', 1);
  const plugin = plugins.find(({name, root = `/node_modules/${name}/`}) => line.includes(name) || line.includes(root));
  if (plugin === undefined) return line;
  return `cannot use plugin ${plugin.name}: ${line}; remove it: devstack plugins uninstall ${plugin.name}`;
}

/** The data directory is where oclif has it; a warning comes before its configuration is complete. */
function listedPlugins(): Listed[] {
  const {DEVSTACK_DATA_DIR, XDG_DATA_HOME, HOME = homedir()} = process.env;
  const directory = DEVSTACK_DATA_DIR ?? path.join(XDG_DATA_HOME ?? path.join(HOME, '.local/share'), 'devstack');
  try {
    return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')).oclif.plugins;
  } catch {
    return [];
  }
}
