import {DevstackError, type Json, type PythonArgs, type PythonLock} from '@devstack/sdk';
import {normaliseName, parseRequirement} from './requirement.ts';

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

const PINNED_NAME = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==/gm;

/**
 * What of an environment somebody has who wanted these: of the packages, those that their locks name. Everything where there is no lock, or
 * code in a checkout, whose requirements only it knows.
 * @param packages what the environment has: `keystone==30.0.0`
 */
export function shareOfPython(args: PythonArgs, packages: readonly string[]): Json {
  const {requirements, editable, locks, interpreter} = args;
  if (locks.length === 0 || editable.length > 0) return {interpreter, requirements, editable, packages};
  const texts = locks.map(({text}) => text);
  const pinned = texts.flatMap((text) => Array.from(text.matchAll(PINNED_NAME), ([, name]) => normaliseName(name!)));
  const named = new Set([...requirements.map((one) => parseRequirement(one).name), ...pinned]);
  const has = (pin: string): boolean => named.has(normaliseName(pin.split('==')[0]!));
  return {interpreter, requirements, packages: packages.filter(has)};
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function identityOf({name, text}: PythonLock): string {
  return `${name}\n${text}`;
}
