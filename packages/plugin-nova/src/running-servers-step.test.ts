import {beforeEach, expect, test} from 'vitest';
import {RunningServersStep} from './running-servers-step.ts';
import {CONTEXT, ENVIRONMENT, FakeCompute} from './testing/fake-compute.ts';

const args = {environment: ENVIRONMENT, host: 'compute-1'};
const running = 'GET /servers?all_tenants=1&status=ACTIVE&host=compute-1';
let compute: FakeCompute;
let step: RunningServersStep;
let warnings: string[];
beforeEach(() => {
  compute = new FakeCompute();
  warnings = [];
  const ignore = (): undefined => undefined;
  step = new RunningServersStep(compute, {debug: ignore, info: ignore, warn: (line) => warnings.push(line)});
});
const revert = () => step.revert({args, before: null, after: null}, CONTEXT);

test('servers that run are switched off, and waited for', async () => {
  const states = [[{id: 's1'}, {id: 's2'}], [{id: 's2'}], []];
  compute.on(running, () => [200, {servers: states.shift()!}]);
  compute.on('POST /servers/s1/action', () => [202]).on('POST /servers/s2/action', () => [409]);
  expect(await revert()).toEqual([]);
  expect(compute.heard.filter((question) => question.startsWith('POST'))).toHaveLength(2);
  expect(states).toEqual([]);
  expect(warnings).toEqual([]);
});

test('without servers nothing is waited for', async () => {
  compute.on(running, () => [200, {servers: []}]);
  await revert();
  expect(compute.heard).toEqual([running]);
});

test('a cloud that does not answer can be stopped, and it is said', async () => {
  compute.isDown = true;
  expect(await revert()).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('servers on compute-1 were not switched off by nova: cannot')]);
});
