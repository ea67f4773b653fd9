import {nearestName} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';
import type {ListedPlugin} from './plugin-list.ts';
import {packageOf, shortName} from './plugin-spec.ts';

/** What is installed or linked under a name. */
export function requireListed(
  listed: readonly ListedPlugin[],
  given: string,
  bundled: {has(name: string): boolean} = new Map(),
): readonly ListedPlugin[] {
  const name = given.replace(/(?<!^)@[^@/]*$/, '');
  const found = listed.filter((plugin) => plugin.name === name || plugin.name === packageOf(name));
  if (found.length > 0) return found;
  if (!bundled.has(name) && !bundled.has(packageOf(name))) return unknownPlugin(listed, name);
  throw new DevstackError(`cannot remove ${name}: it comes with devstack`, {code: 'DEVSTACK_ERR_UNKNOWN_NAME'});
}

export function unknownPlugin(listed: readonly {readonly name: string}[], name: string): never {
  throw new DevstackError(`cannot find plugin '${name}': it is not installed`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: suggestionsFor(name, listed),
  });
}

function suggestionsFor(name: string, listed: readonly {readonly name: string}[]): string[] {
  const near = nearestName(
    name,
    listed.map((plugin) => shortName(plugin.name)),
  );
  if (near !== undefined) return [`did you mean ${near}?`];
  return listed.length === 0
    ? ['no plugin is installed']
    : [`installed: ${listed.map((plugin) => shortName(plugin.name)).join(', ')}`];
}
