import {fileURLToPath} from 'node:url';
import type {StepDraft} from '@devstack/sdk';
import {type FakeContextSettings, fakeComponentContext} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {chassisOf, controllerOf} from './chassis.ts';
import {DataPath} from './data-path.ts';
import {chooseDatapath, datapathNote} from './datapath-choice.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const run = '/opt/openstack/run/neutron';
const ovs = {packages: ['ovs'], schema: '/s', daemon: '/usr/sbin/ovs-vswitchd', controller: '/usr/bin/ovn-controller'};
const metadata = {host: '127.0.0.1', port: 8775, secret: {secret: 'nova.metadata_secret'}};
const settings: FakeContextSettings = {
  name: 'neutron',
  package: directory,
  subsystems: ['api', 'ovn'],
  options: {datapath: 'user'},
  distro: {settings: {ovn: {server: '/usr/sbin/ovsdb-server'}, ovs}},
};
const pathOf = (changes: Partial<FakeContextSettings> = {}) =>
  new DataPath(fakeComponentContext({...settings, ...changes}), {
    hosts: ['compute-1', 'compute-2'],
    networks: {public: {external: true, physical_network: 'public', cidr: '172.24.4.0/24'}},
    physicalNetworks: ['public'],
    agentProgram: {script: 'neutron-ovn-agent', started: 'OVN Neutron Agent started'},
  });
const find = (steps: readonly StepDraft[], key: string) => steps.find((step) => step.key === key);

test('auto takes the kernel where it can, then user space, and nothing without root; and says why', () => {
  const notes = [{isRoot: true, hasModule: true}, {isRoot: true, hasModule: false}, {isRoot: false}, {}].map((facts) =>
    datapathNote(chooseDatapath('auto', facts)),
  );
  expect(notes[0]).toBe('neutron: packets flow through the kernel (Open vSwitch)');
  expect(notes[1]).toBe(
    'neutron: packets flow through Open vSwitch in user space: the kernel has no module openvswitch',
  );
  expect(notes[2]).toMatch(/no packet flows: .* needs root$/);
  expect(notes[3]).toBe(notes[2]);
  expect(chooseDatapath('user', {isRoot: true, hasModule: true})).toEqual({datapath: 'user'});
});

test('without a data path all hosts are registered by hand, and there is no switch to offer', () => {
  const path = pathOf({options: {datapath: 'none'}});
  expect(path.switch).toBeUndefined();
  expect(path.switchOffer().values).toEqual({});
  expect(path.hostStep().args).toMatchObject({hosts: ['compute-1', 'compute-2']});
});

test('the first host has a controller that registers it, always under the same name', () => {
  const path = pathOf();
  expect(path.hostStep().args).toMatchObject({hosts: ['compute-2'], controller: 'compute-1'});
  const settings = find(path.switch!.steps(), 'ovs-settings')?.args as {argv: string[]};
  expect(settings.argv).toContain(`external_ids:system-id="${controllerOf('compute-1')}"`);
  expect(settings.argv).toContain('external_ids:hostname="compute-1"');
  expect(controllerOf('compute-1')).not.toBe(chassisOf('compute-1').name);
});

test('who plugs in guests is told where the switch is, and that its controller must run', () => {
  expect(pathOf().switchOffer()).toEqual({
    values: {ovsdb: `unix:${run}/ovs.sock`, datapath: 'user'},
    needs: ['neutron/service:ovn-controller'],
  });
});

test('the machine is led to the floating range, wherever the cloud is', () => {
  expect(find(pathOf().switch!.steps(), '172.24.4.0/24')).toMatchObject({kind: 'route', args: {to: '172.24.4.0/24'}});
});

test('at a stop the controller ends first, then the bridges go, then the switch, and then what they left', () => {
  const path = pathOf();
  const services = path.switch!.services();
  const needsOf = (name: string) => services.find((service) => service.name === name)?.needs;
  expect(needsOf('ovn-controller')).toEqual(expect.arrayContaining(['ovs-bridges:outside', 'service:ovn-sb']));
  expect(find(path.switch!.steps(), 'outside')?.needs).toContain('service:ovs-switch');
  expect(needsOf('ovs-switch')).toEqual(expect.arrayContaining(['service:ovs-db', 'network-devices:switch']));
});

test('the agent is there when somebody answers for guests', () => {
  expect(pathOf().agent).toBeUndefined();
  const demands = [{capability: 'metadata-proxy', name: 'nova', component: 'nova', options: metadata}];
  const {agent} = pathOf({demands});
  expect(agent?.parameters('/etc/agent.conf')).toMatchObject({
    HOST: 'compute-1',
    METADATA_PORT: '8775',
    METADATA_SECRET: {secret: 'nova.metadata_secret'},
    PRIVSEP_HELPER: '/opt/openstack/venv/bin/privsep-helper --config-file /etc/agent.conf',
  });
  expect(agent?.services('/etc/agent.conf', [])).toMatchObject([
    {name: 'ovn-agent', as: 'root', needs: expect.arrayContaining(['service:ovn-controller', 'service:api'])},
  ]);
});
