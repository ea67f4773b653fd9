import {expect, test} from 'vitest';
import type {Persona} from '../conf/persona.ts';
import {CORE_OPTIONS} from '../config/core-options.ts';
import {defaultsLayer} from '../config/merge-layers.ts';
import {mergeConfiguration} from '../config/merged-configuration.ts';
import type {TraceState} from '../trace/records.ts';
import {planIsolation} from './plan-isolation.ts';
import type {Session} from './session.ts';

const schema = {sections: new Map(Object.entries(CORE_OPTIONS)), unreadable: new Set<string>(), components: []};
const plan = {link: 'devstack123456', outside: '10.231.0.1', inside: '10.231.0.2'};
const persona = {options: [], directory: '/', components: [], name: 'p', summary: '', needs: {}} as Persona;

/** The addresses of a cloud that was made in namespaces, and what was used. */
async function addresses(said: Readonly<Record<string, string>>, recorded: typeof plan | 'none' = plan) {
  const layer = (values: object, origin: string) =>
    Object.entries(values).map(([option, value]) => ({
      section: 'default',
      option,
      value: value as string,
      origin,
      interpreted: true,
      directory: '/',
    }));
  const configuration = mergeConfiguration({
    schema,
    home: '/home/me',
    defaults: defaultsLayer(schema, '/'),
    shipped: [layer({bind_address: '127.0.0.1', client_address: '127.0.0.1'}, 'stack.ini')],
    persona: [],
    user: [layer(said, '--set')],
    context: {variables: {}, auto: {ip: '192.0.2.1', user: 'me', hostname: 'h', cpus: '2'}},
  });
  const used: unknown[] = [];
  const session = {
    configuration,
    host: {},
    installation: {root: '/opt/openstack'},
    isolation: {use: (one: unknown) => used.push(one)},
    notes: [],
    note: () => undefined,
  };
  const choices = new Map<string, unknown>([
    ['components', ['keystone']],
    ['isolation', recorded],
  ]);
  const found = await planIsolation(session as unknown as Session, {choices} as unknown as TraceState, {
    configuration: configuration.withPersona(persona),
    persona,
  });
  const get = (option: string) => found.configuration.get('default', option);
  return {bind: get('bind_address'), client: get('client_address'), used};
}

test('a cloud in namespaces listens on its own address, and clients use that', async () => {
  expect(await addresses({})).toEqual({bind: plan.inside, client: plan.inside, used: [plan]});
});

test('what somebody says counts more, and the address of the machine is that of the cloud', async () => {
  expect(await addresses({bind_address: '0.0.0.0'})).toMatchObject({bind: '0.0.0.0', client: plan.inside});
  expect(await addresses({client_address: '$(auto:ip)'})).toMatchObject({bind: plan.inside, client: plan.inside});
});

test('without namespaces nothing is another than it is written', async () => {
  const written = {bind: '127.0.0.1', client: '192.0.2.1', used: [undefined]};
  expect(await addresses({client_address: '$(auto:ip)'}, 'none')).toEqual(written);
});
