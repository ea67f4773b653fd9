import {fileURLToPath} from 'node:url';
import {componentContract, fakeComponentContext, registerContract} from '@devstack/sdk/testing';
import {describe, expect, test} from 'vitest';
import {Clients} from './clients.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const surroundings = {
  pypi: {origin: 'pypi', release: {requirements: ['python-openstackclient']}},
  git: {
    origin: 'git',
    release: {requirements: ['osc-placement'], repository: 'git+https://example.org/client', ref: 'main'},
  },
  distro: {origin: 'distro', distro: {packages: [{name: 'python3-openstackclient'}]}},
} as const;

describe('contract', () => {
  registerContract(test, componentContract({component: Clients, name: 'clients', package: directory, surroundings}));
});

const create = (origin: keyof typeof surroundings) =>
  new Clients(fakeComponentContext({name: 'clients', package: directory, ...surroundings[origin]}));

test('comes into the environment of the services, and makes no directory of its own', () => {
  expect(create('pypi').install()).toMatchObject([
    {kind: 'python', args: {environment: '/opt/openstack/venv', requirements: ['python-openstackclient']}},
  ]);
  expect(create('pypi').configure()).toEqual([]);
});

test('starts nothing, ever', () => {
  const clients = create('pypi');
  expect([...clients.services(), ...clients.preStart(), ...clients.start(), ...clients.postStart()]).toEqual([]);
});

test('says where the command is', () => {
  expect(create('pypi').notes()[0]).toContain('/opt/openstack/venv/bin/openstack');
  expect(create('distro').notes()[0]).toContain('/usr/bin/openstack');
});
