import {secret} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {mergeCatalogs} from './merge-catalogs.ts';

const password = secret('nova.service_password');
const grant = (role: string) => ({role, on: {project: 'service'}});

test('what two components want is there once, with the grants of both', () => {
  const one = {
    projects: [{name: 'service'}],
    roles: ['service'],
    users: [{name: 'nova', password, grants: [grant('service')]}],
  };
  const two = {...one, users: [{name: 'nova', password, grants: [grant('service'), grant('admin')]}]};
  expect(mergeCatalogs([one, two])).toEqual({
    services: [],
    projects: [{name: 'service'}],
    roles: ['service'],
    users: [{name: 'nova', password, grants: [grant('service'), grant('admin')]}],
  });
});

test('two components that want a thing to be different are an error that names it', () => {
  const service = (url: string) => ({services: [{name: 'nova', type: 'compute', url}]});
  expect(() => mergeCatalogs([service('http://a'), service('http://b')])).toThrow('cannot set up service nova');
  const user = (name: string) => ({users: [{name: 'nova', password: secret(name), grants: []}]});
  expect(() => mergeCatalogs([user('a.p'), user('b.p')])).toThrow('cannot set up user nova');
});
