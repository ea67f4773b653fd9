import {DevstackError, type Host, type Json} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import type {Persona} from '../conf/persona.ts';
import type {Configuration} from '../config/configuration.ts';
import {chooseIsolation, recordedPlan} from './isolation-choice.ts';

interface Scene {
  readonly asked?: string;
  readonly persona?: 'none' | 'namespace';
  readonly recorded?: Json;
  readonly isInstalled?: boolean;
  readonly uid?: number;
  readonly refuses?: boolean;
  readonly range?: string;
}

const plan = {link: 'devstack123456', outside: '10.231.0.1', inside: '10.231.0.2'};

function hostFor({uid = 0, refuses = false}: Scene): Host {
  const host = createTestHost();
  return Object.assign(Object.create(host) as Host, {
    facts: async () => ({...(await host.facts()), uid, user: uid === 0 ? 'root' : 'jane'}),
    which: async () => '/usr/bin/program',
    readText: async () => undefined,
    list: async () => [],
    run: async () => {
      if (refuses) throw new DevstackError('unshare: not permitted', {code: 'DEVSTACK_ERR_COMMAND'});
      return {code: 0, stdout: '', stderr: ''};
    },
  });
}

async function choose(scene: Scene) {
  const notes: string[] = [];
  const {asked = 'auto', range = '10.231.0.0/16', persona, recorded, isInstalled = false} = scene;
  const options: Record<string, string> = {isolation: asked, isolation_network: range};
  const plan = await chooseIsolation({
    machine: hostFor(scene),
    root: '/opt/openstack',
    configuration: {
      get: (_: string, option: string) => options[option],
      origin: () => '--set',
    } as unknown as Configuration,
    persona: (persona === undefined ? {} : {isolation: persona}) as Persona,
    decided: {choices: new Map(recorded === undefined ? [] : [['isolation', recorded]]), isInstalled},
    note: (message) => notes.push(message),
  });
  return {plan, notes};
}

test('a cloud has namespaces when somebody says so, or its persona does', async () => {
  expect((await choose({})).plan).toBeUndefined();
  expect((await choose({persona: 'namespace'})).plan?.inside).toMatch(/^10\.231\./);
  expect((await choose({asked: 'namespace'})).plan?.inside).toMatch(/^10\.231\./);
  expect((await choose({asked: 'none', persona: 'namespace'})).plan).toBeUndefined();
});

test('where it cannot be, auto does without and says why; who asks for it is refused', async () => {
  const why = 'only root can make them, and jane runs devstack';
  const {plan, notes} = await choose({persona: 'namespace', uid: 1000});
  expect(plan).toBeUndefined();
  expect(notes).toEqual([`the cloud gets no namespaces of its own, because ${why}`]);
  await expect(choose({asked: 'namespace', uid: 1000})).rejects.toThrow(
    `cannot give the cloud namespaces of its own (default.isolation, --set): ${why}`,
  );
  await expect(choose({asked: 'namespace', refuses: true})).rejects.toThrow('this machine does not allow them');
});

test('a cloud that is installed stays where it is', async () => {
  expect((await choose({isInstalled: true, recorded: plan})).plan).toEqual(plan);
  expect((await choose({isInstalled: true, recorded: plan, asked: 'namespace', uid: 1000})).plan).toEqual(plan);
  expect((await choose({isInstalled: true, persona: 'namespace'})).plan).toBeUndefined();
  const moved = 'the cloud in /opt/openstack was made with';
  await expect(choose({isInstalled: true, asked: 'namespace'})).rejects.toThrow(`${moved} none`);
  await expect(choose({isInstalled: true, recorded: plan, asked: 'none'})).rejects.toThrow(`${moved} namespace`);
});

test('addresses that were chosen by a run that was killed are used again', async () => {
  expect((await choose({recorded: plan, persona: 'namespace'})).plan).toEqual(plan);
});

test('what is no network with room for a cloud is refused', async () => {
  await expect(choose({asked: 'namespace', range: '10.231.0.0/31'})).rejects.toThrow('expected a network such as');
  await expect(choose({asked: 'namespace', range: 'everything'})).rejects.toThrow('expected a network such as');
});

test('the trace of a cloud without namespaces has none', () => {
  expect(recordedPlan(new Map([['isolation', 'none']]))).toBeUndefined();
  expect(recordedPlan(new Map())).toBeUndefined();
  expect(recordedPlan(new Map([['isolation', plan]]))).toEqual(plan);
});
