import {describe, expect, test} from 'vitest';
import {chooseEngine, findUnsuited} from './choose-engine.ts';

const demand = (component: string, engines?: readonly string[]) => ({
  component,
  capability: 'database',
  name: component,
  ...(engines === undefined ? {} : {options: {engines}}),
});
const keystone = demand('keystone');
const nova = demand('nova', ['mariadb', 'postgresql']);
const neutron = demand('neutron', ['mariadb']);

describe('auto takes the first that everybody can work with', () => {
  test.each([
    ['sqlite', []],
    ['sqlite', [keystone, demand('glance')]],
    ['mariadb', [keystone, nova]],
    ['mariadb', [keystone, nova, neutron]],
    ['postgresql', [keystone, demand('other', ['postgresql'])]],
  ])('%s', (engine, demands) => {
    expect(chooseEngine('auto', demands)).toBe(engine);
    expect(findUnsuited('auto', demands)).toEqual([]);
  });
});

test('what is configured is taken', () => {
  expect(chooseEngine('mariadb', [keystone])).toBe('mariadb');
  expect(findUnsuited('postgresql', [keystone, nova])).toEqual([]);
});

test('everybody who cannot work with it is named, with what to do', () => {
  expect(findUnsuited('sqlite', [keystone, nova, neutron])).toEqual([
    {
      message: "nova cannot keep its database 'nova' in sqlite; it works with mariadb or postgresql",
      suggestion: '--set database.engine=mariadb',
    },
    {
      message: "neutron cannot keep its database 'neutron' in sqlite; it works with mariadb",
      suggestion: '--set database.engine=mariadb',
    },
  ]);
});

test('why it cannot is said, where the component says it', () => {
  const whyNot = {postgresql: 'no migrations for it'};
  const [problem] = findUnsuited('postgresql', [{...neutron, options: {...neutron.options, whyNot}}]);
  expect(problem?.message).toBe(
    "neutron cannot keep its database 'neutron' in postgresql (no migrations for it); it works with mariadb",
  );
});

test('components that have no engine in common are told apart', () => {
  const [problem, ...others] = findUnsuited('auto', [neutron, demand('other', ['postgresql'])]);
  expect(others).toEqual([]);
  expect(problem).toEqual({
    message: "other cannot keep its database 'other' in mariadb; it works with postgresql",
    suggestion: 'no engine serves all of them: choose fewer components',
  });
});

test('an engine that nobody knows helps nobody', () => {
  expect(findUnsuited('auto', [demand('other', ['oracle'])])).toHaveLength(1);
});
