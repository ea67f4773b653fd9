import {DevstackError, type Step} from '@devstack/sdk';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {checkGraph} from './check-graph.ts';
import {orderByRequirements} from './requirement-order.ts';

/** What each requires, by name. Some are required that are not there. */
type Graph = ReadonlyMap<string, readonly string[]>;

const name = fc.integer({min: 0, max: 11}).map((number) => `c${number}`);
const anyGraph: fc.Arbitrary<Graph> = fc
  .uniqueArray(fc.tuple(name, fc.array(name, {maxLength: 3})), {selector: ([it]) => it, minLength: 1, maxLength: 12})
  .map((entries) => new Map(entries));
/** Each requires only what stands before it. */
const sound = anyGraph.map(
  (entries): Graph =>
    new Map(
      [...entries.keys()].map((one, index, all) => [
        one,
        entries.get(one)!.filter((it) => all.indexOf(it) < index && all.includes(it)),
      ]),
    ),
);
const graph = fc.oneof(anyGraph, sound);
const runs = {numRuns: 10_000};

async function orderOf(requirements: Graph, wanted: Iterable<string>): Promise<readonly string[] | string> {
  try {
    return await orderByRequirements([...wanted], async (one, requiredBy) => {
      const required = requirements.get(one);
      if (required !== undefined) return required;
      throw new DevstackError(`no ${one}, which ${requiredBy} requires`, {code: 'DEVSTACK_ERR_UNKNOWN_NAME'});
    });
  } catch (error) {
    if (DevstackError.is(error)) return error.message;
    throw error;
  }
}

const shuffled = (requirements: Graph): Graph =>
  new Map([...requirements].reverse().map(([one, required]) => [one, [...required].reverse()]));

/** That what a sentence says of a graph is so. */
function expectTrue(sentence: string, requirements: Graph): void {
  const missing = /^no (\w+), which (\w+) requires$/.exec(sentence);
  if (missing !== null) {
    expect(requirements.has(missing[1]!)).toBe(false);
    expect(requirements.get(missing[2]!)).toContain(missing[1]);
    return;
  }
  const circle = sentence.replace('cannot order the components: ', '').split(' requires ');
  expect(circle.length).toBeGreaterThan(1);
  expect(circle[0]).toBe(circle.at(-1));
  circle.slice(1).forEach((required, index) => {
    expect(requirements.get(circle[index]!)).toContain(required);
  });
}

test('any 10,000 requirements have one order, or a circle or a missing part that is named', async () => {
  let ordered = 0;
  await fc.assert(
    fc.asyncProperty(graph, async (requirements) => {
      const order = await orderOf(requirements, requirements.keys());
      expect(await orderOf(shuffled(requirements), [...requirements.keys()].reverse())).toEqual(order);
      if (typeof order === 'string') return expectTrue(order, requirements);
      ordered += 1;
      expect([...order].sort()).toEqual([...requirements.keys()].sort());
      const isEarlier = (one: string) => requirements.get(one)!.every((it) => order.indexOf(it) < order.indexOf(one));
      expect(order.filter((one) => !isEarlier(one))).toEqual([]);
    }),
    runs,
  );
  expect(ordered).toBeGreaterThan(4000);
});

test('any 10,000 plans of steps are sound, or a circle or a missing step is named', () => {
  let accepted = 0;
  const property = fc.property(graph, (requirements) => {
    const steps = [...requirements].map(([id, needs]) => ({id, needs, components: ['a']}) as unknown as Step);
    const sentence = problemOf(steps);
    if (sentence === undefined) accepted += 1;
    else expectTrue(sentence, requirements);
  });
  fc.assert(property, runs);
  expect(accepted).toBeGreaterThan(4000);
});

/** In the words of `expectTrue`. */
function problemOf(steps: readonly Step[]): string | undefined {
  try {
    checkGraph(steps);
    return undefined;
  } catch (error) {
    if (!DevstackError.is(error)) throw error;
    return error.message
      .replace(/^cannot plan (\w+): it needs (\w+), which no component declares$/, 'no $2, which $1 requires')
      .replace(/^cannot plan: /, '')
      .replaceAll(' needs ', ' requires ');
  }
}
