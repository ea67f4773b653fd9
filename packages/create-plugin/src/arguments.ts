import {parseArgs} from 'node:util';
import {DevstackError, messageOf} from '@devstack/sdk';
import {KINDS} from './kinds.ts';

/** What was written behind the command. */
export interface Arguments {
  readonly name?: string;
  readonly kind?: string;
  readonly directory?: string;
  readonly yes: boolean;
  readonly help: boolean;
}

export function usage(): string {
  const kinds = Object.entries(KINDS).map(([kind, {summary}]) => `  ${kind.padEnd(12)}${summary}`);
  return [
    'npm create @devstack/plugin [NAME] -- [--kind KIND] [--directory DIRECTORY] [--yes]',
    '',
    'Begins a plugin for devstack: a package that builds, with its tests. Asks for what is not told; --yes asks nothing',
    'and takes a component. The directory is named after the package when none is told.',
    '',
    'kinds:',
    ...kinds,
    '',
  ].join('\n');
}

export function readArguments(argv: readonly string[]): Arguments {
  try {
    const {values, positionals} = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        name: {type: 'string'},
        kind: {type: 'string', short: 'k'},
        directory: {type: 'string', short: 'd'},
        yes: {type: 'boolean', short: 'y', default: false},
        help: {type: 'boolean', short: 'h', default: false},
      },
    });
    if (positionals.length > 1) throw new Error(`one name is enough, not ${positionals.join(' and ')}`);
    const [name = values.name] = positionals;
    return {...values, ...(name === undefined ? {} : {name})};
  } catch (error) {
    const message = messageOf(error).split('. ')[0];
    throw new DevstackError(`cannot read the command line: ${message}`, {code: 'DEVSTACK_ERR_CONFIG_VALUE'});
  }
}
