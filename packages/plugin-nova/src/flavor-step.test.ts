import {beforeEach, describe, expect, test} from 'vitest';
import {FlavorStep} from './flavor-step.ts';
import {CONTEXT, ENVIRONMENT, FakeCompute} from './testing/fake-compute.ts';

const flavor = {name: 'm1.nano', ram: 64, vcpus: 1, disk: 1, ephemeral: 0, swap: 0, properties: {}};
const args = {environment: ENVIRONMENT, flavor};
const record = {
  id: 'm1.nano',
  name: 'm1.nano',
  ram: 64,
  vcpus: 1,
  disk: 1,
  'OS-FLV-EXT-DATA:ephemeral': 0,
  swap: 0,
  extra_specs: {},
};
let compute: FakeCompute;
let step: FlavorStep;
beforeEach(() => {
  compute = new FakeCompute();
  step = new FlavorStep(compute);
});

describe('a flavor', () => {
  test('is made with one request, its name as its id', async () => {
    const bodies: unknown[] = [];
    compute.on('POST /flavors', (body) => {
      bodies.push(body);
      return [200, {flavor: {}}];
    });
    await step.apply(args, {}, CONTEXT);
    expect(compute.heard).toEqual(['POST /flavors']);
    expect(bodies).toEqual([
      {flavor: {id: 'm1.nano', name: 'm1.nano', ram: 64, vcpus: 1, disk: 1, 'OS-FLV-EXT-DATA:ephemeral': 0, swap: 0}},
    ]);
  });

  test('gets its properties with a second one', async () => {
    compute.on('POST /flavors', () => [200, {flavor: {}}]).on('POST /flavors/m1.nano/os-extra_specs', () => [200, {}]);
    await step.apply({...args, flavor: {...flavor, properties: {a: 'b'}}}, {}, CONTEXT);
    expect(compute.heard).toEqual(['POST /flavors', 'POST /flavors/m1.nano/os-extra_specs']);
  });

  test('that is there already is left', async () => {
    compute.on('POST /flavors', () => [409]).on('GET /flavors/m1.nano', () => [200, {flavor: record}]);
    await step.apply(args, {}, CONTEXT);
    expect(compute.heard).toEqual(['POST /flavors', 'GET /flavors/m1.nano']);
  });

  test('that is different is replaced', async () => {
    let isThere = true;
    compute
      .on('POST /flavors', () => (isThere ? [409] : [200, {flavor: {}}]))
      .on('GET /flavors/m1.nano', () => [200, {flavor: {...record, ram: 128}}])
      .on('DELETE /flavors/m1.nano', () => {
        isThere = false;
        return [202];
      });
    await step.apply(args, {}, CONTEXT);
    expect(compute.heard.slice(2)).toEqual(['DELETE /flavors/m1.nano', 'POST /flavors']);
  });

  test('of which somebody else has the name is an error', async () => {
    compute.on('POST /flavors', () => [
      409,
      {conflictingRequest: {message: 'Flavor with name m1.nano already exists.'}},
    ]);
    await expect(step.apply(args, {}, CONTEXT)).rejects.toThrow('Flavor with name m1.nano already exists.');
  });
});

describe('what is taken out of the configuration', () => {
  test('goes, and is no error when it is gone', async () => {
    expect(await step.revert({args, before: null, after: null}, CONTEXT)).toEqual([]);
    expect(compute.heard).toEqual(['DELETE /flavors/m1.nano']);
  });

  test('goes with the database when the cloud does not run', async () => {
    compute.isDown = true;
    expect(await step.revert({args, before: null, after: null}, CONTEXT)).toEqual([]);
  });
});
