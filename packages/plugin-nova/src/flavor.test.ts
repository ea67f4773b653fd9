import {describe, expect, test} from 'vitest';
import {type FlavorRecord, isSameFlavor, readFlavors} from './flavor.ts';

const tiny = {name: 'm1.tiny', ram: 512, vcpus: 1, disk: 1, ephemeral: 0, swap: 0, properties: {}};
const found: FlavorRecord = {
  id: 'm1.tiny',
  name: 'm1.tiny',
  ram: 512,
  vcpus: 1,
  disk: 1,
  'OS-FLV-EXT-DATA:ephemeral': 0,
  swap: 0,
  extra_specs: {},
};

test('a flavor is three numbers, or a map with more', () => {
  const properties = {'hw:cpu_policy': 'dedicated'};
  expect(readFlavors({'m1.tiny': '512/1/1', big: {ram: 8192, vcpus: 4, disk: 80, swap: 512, properties}})).toEqual({
    problems: [],
    flavors: [tiny, {name: 'big', ram: 8192, vcpus: 4, disk: 80, ephemeral: 0, swap: 512, properties}],
  });
});

test.each([
  ['m1.tiny', '512/1'],
  ['m1.tiny', '512/0/1'],
  ['m1.tiny', {ram: 512, vcpus: 1}],
  ['m1.tiny', {ram: 512, vcpus: 1, disk: 1, cpus: 2}],
  ['m1.tiny', {ram: 512, vcpus: 1.5, disk: 1}],
  ['m1.tiny', {ram: 512, vcpus: 1, disk: 1, properties: 'a'}],
  ['a/b', '512/1/1'],
  ['', '512/1/1'],
])('%j: %j is refused, with an example', (name, value) => {
  const {flavors, problems} = readFlavors({[name]: value});
  expect(flavors).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toContain(JSON.stringify(value));
  expect(problems[0]?.suggestion).toContain('nova.flavors=m1.tiny=512/1/1');
});

describe('a flavor that is there', () => {
  test('is the same when all its sizes and properties are, and no swap is none', () => {
    expect(isSameFlavor(tiny, found)).toBe(true);
    expect(isSameFlavor(tiny, {...found, swap: ''})).toBe(true);
  });

  test.each([{ram: 513}, {vcpus: 2}, {disk: 2}, {'OS-FLV-EXT-DATA:ephemeral': 1}, {swap: 1}, {extra_specs: {a: 'b'}}])(
    'is another with %j',
    (difference) => expect(isSameFlavor(tiny, {...found, ...difference})).toBe(false),
  );
});
