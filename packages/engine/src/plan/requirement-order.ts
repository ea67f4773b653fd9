import {DevstackError} from '@devstack/sdk';

/**
 * Everything that is wanted and what it requires, each after what it requires; otherwise in alphabetical order, so that the same selection
 * always gives the same order. Throws DEVSTACK_ERR_REQUIREMENT_CYCLE with the whole circle.
 * @param visit loads a component once and returns what it requires
 */
export async function orderByRequirements(
  wanted: readonly string[],
  visit: (name: string, requiredBy: string | undefined) => Promise<readonly string[]>,
): Promise<string[]> {
  const order: string[] = [];
  const finished = new Set<string>();
  const descend = async (name: string, path: readonly string[]): Promise<void> => {
    if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name]);
    if (finished.has(name)) return;
    for (const required of [...(await visit(name, path.at(-1)))].sort()) await descend(required, [...path, name]);
    finished.add(name);
    order.push(name);
  };
  for (const name of [...new Set(wanted)].sort()) await descend(name, []);
  return order;
}

function cycle(names: readonly string[]): DevstackError {
  return new DevstackError(`cannot order the components: ${names.join(' requires ')}`, {
    code: 'DEVSTACK_ERR_REQUIREMENT_CYCLE',
    suggestions: ['one of these plugins must be changed: devstack plugins lists their versions'],
  });
}
