import type {Catalog} from '@devstack/sdk';
import {secret} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {planCatalog} from './catalog-plan.ts';
import type {CatalogState} from './catalog-state.ts';

const nothing: CatalogState = {services: [], endpoints: [], projects: [], roles: [], users: [], assignments: []};
const password = secret('glance.service_password');
const onService = {role: 'service', on: {project: 'service'}} as const;
const onSystem = {role: 'reader', on: 'system'} as const;
const wanted: Catalog = {
  services: [{name: 'glance', type: 'image', url: 'http://h:9292'}],
  users: [{name: 'glance', password, grants: [onService, onSystem]}],
  projects: [{name: 'service', description: 'of services'}],
};
const there: CatalogState = {
  services: [{id: 's1', name: 'glance', type: 'image'}],
  endpoints: ['public', 'internal', 'admin'].map((side) => ({
    id: `e-${side}`,
    service_id: 's1',
    interface: side,
    region_id: 'RegionOne',
    url: 'http://h:9292',
  })),
  projects: [{id: 'p1', name: 'service'}],
  roles: [
    {id: 'r1', name: 'service'},
    {id: 'r2', name: 'reader'},
  ],
  users: [{id: 'u1', name: 'glance'}],
  assignments: [
    {role: {id: 'r1'}, user: {id: 'u1'}, scope: {project: {id: 'p1'}}},
    {role: {id: 'r2'}, user: {id: 'u1'}, scope: {system: {all: true}}},
  ],
};
const plan = (state: CatalogState, now: Catalog, before: Catalog = {}) => planCatalog(state, now, before, 'RegionOne');

test('an empty service is given everything, first what others refer to', () => {
  expect(plan(nothing, wanted)).toEqual([
    [
      {do: 'create-role', name: 'service'},
      {do: 'create-role', name: 'reader'},
      {do: 'create-project', name: 'service', description: 'of services'},
      {do: 'create-user', name: 'glance', password},
      {do: 'create-service', name: 'glance', type: 'image'},
    ],
    [
      {do: 'create-endpoint', service: 'glance', interface: 'public', url: 'http://h:9292'},
      {do: 'create-endpoint', service: 'glance', interface: 'internal', url: 'http://h:9292'},
      {do: 'create-endpoint', service: 'glance', interface: 'admin', url: 'http://h:9292'},
      {do: 'grant', user: 'glance', grant: onService},
      {do: 'grant', user: 'glance', grant: onSystem},
    ],
  ]);
});

test('where all is there, only the password is compared', () => {
  expect(plan(there, wanted, wanted)).toEqual([[{do: 'check-password', name: 'glance', id: 'u1', password}]]);
});

test('an address that changed is changed, and what another region has is not touched', () => {
  const moved = {services: [{name: 'glance', type: 'image', url: 'https://h/image'}]};
  expect(plan(there, moved)[0]).toEqual(
    ['public', 'internal', 'admin'].map((side) => ({
      do: 'change-endpoint',
      service: 'glance',
      id: `e-${side}`,
      url: 'https://h/image',
    })),
  );
  expect(planCatalog(there, moved, {}, 'RegionTwo')[0]?.map((action) => action.do)).toEqual(
    Array(3).fill('create-endpoint'),
  );
});

test('what was wanted before and is not any more goes; what was there without us stays', () => {
  const state = {...there, projects: [...there.projects, {id: 'p2', name: 'of-the-user'}]};
  expect(plan(state, {}, wanted)).toEqual([
    [
      {do: 'remove', kind: 'services', id: 's1', name: 'glance'},
      {do: 'remove', kind: 'users', id: 'u1', name: 'glance'},
      {do: 'remove', kind: 'projects', id: 'p1', name: 'service'},
    ],
  ]);
});

test('a grant that is not wanted any more is taken back, and the user stays', () => {
  const less = {...wanted, users: [{name: 'glance', password, grants: [onService]}]};
  expect(plan(there, less, wanted).flat()).toContainEqual({do: 'revoke', user: 'glance', grant: onSystem});
  expect(
    plan(there, less, wanted)
      .flat()
      .map((action) => action.do),
  ).not.toContain('remove');
});

test('a role goes only when it was declared and nobody is given it any more', () => {
  const state = {...there, roles: [...there.roles, {id: 'r3', name: 'operator'}]};
  const before = {roles: ['operator', 'service'], users: wanted.users ?? []};
  expect(
    plan(state, {users: wanted.users ?? []}, before)
      .flat()
      .filter((action) => action.do === 'remove'),
  ).toEqual([{do: 'remove', kind: 'roles', id: 'r3', name: 'operator'}]);
});

test('a service of the same name and another type is another service', () => {
  const other = {services: [{name: 'glance', type: 'images', url: 'http://h:9292'}]};
  const actions = plan(there, other, wanted).flat();
  expect(actions).toContainEqual({do: 'create-service', name: 'glance', type: 'images'});
  expect(actions.filter((action) => action.do === 'create-endpoint')).toHaveLength(3);
  expect(actions).toContainEqual({do: 'remove', kind: 'services', id: 's1', name: 'glance'});
});
