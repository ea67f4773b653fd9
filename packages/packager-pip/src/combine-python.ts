import {DevstackError, type PythonArgs, type PythonLock} from '@devstack/sdk';

/** What several components want of one environment. Throws DEVSTACK_ERR_UNSUPPORTED when they want different interpreters. */
export function combinePythonArgs(all: readonly PythonArgs[]): PythonArgs {
  const [first] = all;
  if (first === undefined) throw new TypeError('no python steps to combine');
  const {environment, interpreter} = first;
  const other = all.find((args) => args.interpreter !== interpreter);
  if (other !== undefined) {
    throw new DevstackError(
      `cannot make a Python environment in ${environment}: it is wanted with ${interpreter} and with ${other.interpreter}`,
      {
        code: 'DEVSTACK_ERR_UNSUPPORTED',
        suggestions: ['give each component an environment of its own: --set python.environment=component'],
      },
    );
  }
  const locks = all.flatMap((args) => args.locks);
  return {
    environment,
    interpreter,
    requirements: unique(all.flatMap(({requirements}) => requirements)),
    locks: [...new Map(locks.map((lock) => [identityOf(lock), lock])).values()],
    editable: unique(all.flatMap(({editable}) => editable)),
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function identityOf({name, text}: PythonLock): string {
  return `${name}\n${text}`;
}
