import type {Argv} from '@devstack/sdk';
import {expect, test} from 'vitest';
import type {Isolation} from '../isolation/isolation.ts';
import {RouteStep} from './route-step.ts';

const plan = {link: 'devstack123456', outside: '10.231.0.1', inside: '10.231.0.2'};
const HEADER = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n';
/** 172.24.4.0/24 as /proc/net/route has it. */
const routeOn = (device: string) => `${device}\t000418AC\t0200E70A\t3\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`;

function stepWith(routes: string) {
  const ran: string[] = [];
  const machine = {
    readText: async () => HEADER + routes,
    run: async (argv: Argv) => void ran.push(argv.join(' ')),
  };
  const step = new RouteStep({machine, namespace: async () => ({plan})} as unknown as Isolation);
  return {step, ran};
}

const args = {to: '172.24.4.0/24'};
const applied = {args, before: null, after: null};

test('the machine is led into the cloud, and not any more afterwards', async () => {
  const {step, ran} = stepWith('');
  expect(await step.probe(args)).toBe('absent');
  await step.check(args);
  await step.apply(args);
  expect(ran).toEqual(['ip route replace 172.24.4.0/24 via 10.231.0.2 dev devstack123456']);
  const made = stepWith(routeOn(plan.link));
  expect(await made.step.probe(args)).toBe('present');
  await made.step.check(args);
  await made.step.revert(applied);
  expect(made.ran).toEqual(['ip route delete 172.24.4.0/24 via 10.231.0.2 dev devstack123456']);
});

test('a route that went with its link needs nothing to be taken back', async () => {
  const {step, ran} = stepWith('');
  await step.revert(applied);
  expect(ran).toEqual([]);
});

test('a network that the machine uses already is refused before anything is done', async () => {
  const other = stepWith(routeOn('br0')).step.check(args);
  await expect(other).rejects.toThrow(
    'cannot lead 172.24.4.0/24 into the cloud: the machine uses 172.24.4.0/24 on br0 already',
  );
  await expect(stepWith('').step.check({to: 'everywhere'})).rejects.toThrow('it is no network such as');
});

test('where the cloud lives on the machine itself there is nothing to do', async () => {
  const none = new RouteStep({machine: {}, namespace: async () => undefined} as unknown as Isolation);
  expect(await none.probe(args)).toBe('present');
  await none.check(args);
  expect(await none.apply(args)).toBeNull();
  expect(await none.revert(applied)).toEqual([]);
});
