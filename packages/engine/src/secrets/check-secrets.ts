import {combineErrors, DevstackError} from '@devstack/sdk';
import {cannotUse} from '../config/configuration-errors.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import {fullName} from './declared-secret.ts';
import type {SecretBookSettings} from './secret-book.ts';

/** Of components that are not selected nothing is known. */
export function checkGiven({configuration, declared}: SecretBookSettings): void {
  const names = declared.map(fullName);
  const components = new Set(declared.map(({component}) => component));
  const unknown = [...configuration.passwords()].filter(
    ([name]) => components.has(name.split('.', 1)[0]!) && !names.includes(name),
  );
  if (unknown.length === 0) return;
  throw combineErrors(
    unknown.map(([option, {origin}]) =>
      cannotUse(
        {section: 'passwords', option, origin},
        `no component has such a secret${didYouMean(option, names)}`,
        'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY',
      ),
    ),
  );
}

/** Throws for each value with a character that its secret cannot have; names the character, and nothing else of the value. */
export function checkPossible(
  {configuration, declared}: SecretBookSettings,
  values: ReadonlyMap<string, string>,
): void {
  const errors = declared.flatMap((one) => {
    const name = fullName(one);
    const {impossible} = one;
    const value = values.get(name);
    if (impossible === undefined || value === undefined) return [];
    if (!new RegExp(`[${impossible.characters}]`, 'u').test(value)) return [];
    const why = `it cannot have ${impossible.what}: ${impossible.why}`;
    const origin = configuration.passwords().get(name)?.origin;
    const code = 'DEVSTACK_ERR_CONFIG_VALUE';
    const suggestions = [`choose another in [passwords] ${name}, or none: then one is made up`];
    if (origin !== undefined) return [cannotUse({section: 'passwords', option: name, origin}, why, code, suggestions)];
    return [new DevstackError(`cannot use secret ${name}: ${why}`, {code, suggestions})];
  });
  if (errors.length > 0) throw combineErrors(errors);
}
