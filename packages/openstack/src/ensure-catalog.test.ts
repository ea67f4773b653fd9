import {type Catalog, secret} from '@devstack/sdk';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ensureCatalog, hasCatalog, removeCatalog} from './ensure-catalog.ts';
import {openSession} from './open-session.ts';
import {createPlainHttp} from './testing/plain-http.ts';
import {credentialsOf, PASSWORD, playTokens} from './testing/recorded-identity.ts';
import {RecordedService} from './testing/recorded-service.ts';

const wanted: Catalog = {
  services: [{name: 'glance', type: 'image', url: 'http://h:9292'}],
  users: [{name: 'glance', password: secret('p'), grants: [{role: 'service', on: {project: 'service'}}]}],
  projects: [{name: 'service'}],
};
const endpoints = ['public', 'internal', 'admin'].map((side) => ({
  id: `e-${side}`,
  service_id: 's1',
  interface: side,
  region_id: 'RegionOne',
  url: 'http://h:9292',
}));
const assignment = {role: {id: 'r1'}, user: {id: 'u1'}, scope: {project: {id: 'p1'}}};

let identity: RecordedService;
beforeEach(async () => {
  identity = await RecordedService.start();
  playTokens(identity);
});
afterEach(() => identity.stop());

const open = () => openSession(createPlainHttp(), credentialsOf(identity));
const resolve = () => PASSWORD;

function playLists(lists: Readonly<Record<string, readonly object[]>> = {}): void {
  const domain: Readonly<Record<string, string>> = {users: '?domain_id=default', projects: '?domain_id=default'};
  for (const key of ['services', 'endpoints', 'projects', 'roles', 'users', 'role_assignments']) {
    identity.on(`GET /v3/${key}${domain[key] ?? ''}`, {
      status: 200,
      body: {[key]: lists[key] ?? [], links: {next: null}},
    });
  }
}

const everything = {
  services: [{id: 's1', name: 'glance', type: 'image'}],
  endpoints,
  projects: [{id: 'p1', name: 'service'}],
  roles: [{id: 'r1', name: 'service'}],
  users: [{id: 'u1', name: 'glance'}],
  role_assignments: [assignment],
};
const writes = () => identity.questions.filter((question) => !question.startsWith('GET'));

function playCreations(): void {
  identity.on('POST /v3/roles', {status: 201, body: {role: {id: 'r1'}}});
  identity.on('POST /v3/projects', {status: 201, body: {project: {id: 'p1'}}});
  identity.on('POST /v3/users', {status: 201, body: {user: {id: 'u1'}}});
  identity.on('POST /v3/services', {status: 201, body: {service: {id: 's1'}}});
  identity.on('POST /v3/endpoints', {status: 201, body: {endpoint: {id: 'e1'}}});
  identity.on('PUT /v3/projects/p1/users/u1/roles/r1', {status: 204});
}

test('what is missing is made: the role that an older bootstrap lacks too', async () => {
  playLists();
  playCreations();
  expect([...(await ensureCatalog(open(), wanted, {resolve}))].sort()).toEqual([
    'created admin endpoint of glance: http://h:9292',
    'created internal endpoint of glance: http://h:9292',
    'created project service',
    'created public endpoint of glance: http://h:9292',
    'created role service',
    'created service glance',
    'created user glance',
    'gave glance role service on project service',
  ]);
  expect(JSON.parse(identity.heard.find(({path}) => path === '/v3/users')?.body ?? '')).toEqual({
    user: {name: 'glance', password: PASSWORD, domain_id: 'default'},
  });
});

test('what is there costs six lists and a sign-in for each user, and changes nothing', async () => {
  playLists(everything);
  expect(await ensureCatalog(open(), wanted, {resolve, previous: wanted})).toEqual([]);
  expect(writes()).toEqual([]);
  expect(identity.questions).toHaveLength(6);
  expect(await hasCatalog(open(), wanted)).toBe(true);
  expect(await hasCatalog(open(), {...wanted, projects: [{name: 'demo'}]})).toBe(false);
});

test('a password is set again only when it does not open any more', async () => {
  playLists(everything);
  identity.on('PATCH /v3/users/u1', {status: 200, body: {user: {id: 'u1'}}});
  expect(await ensureCatalog(open(), wanted, {resolve: () => 'another'})).toEqual(['changed password of user glance']);
  expect(JSON.parse(identity.heard.at(-1)?.body ?? '')).toEqual({user: {password: 'another'}});
});

test('what somebody else makes at the same time (409) is taken as it is', async () => {
  playLists({...everything, projects: [], role_assignments: []});
  identity.on('POST /v3/projects', {status: 409, body: {error: {message: 'Conflict occurred', code: 409}}});
  identity.on('GET /v3/projects?name=service&domain_id=default', {
    status: 200,
    body: {projects: [{id: 'p9', name: 'service'}]},
  });
  identity.on('PUT /v3/projects/p9/users/u1/roles/r1', {status: 204});
  expect(await ensureCatalog(open(), wanted, {resolve})).toEqual(['gave glance role service on project service']);
});

test('a change that is refused because others write at the same time is made when they are done', async () => {
  playLists(everything);
  const moved = {services: [{name: 'glance', type: 'image', url: 'http://new'}]};
  const locked = {status: 500, body: {error: {message: 'database is locked', code: 500}}};
  for (const {id} of endpoints) {
    identity.on(`PATCH /v3/endpoints/${id}`, (_, times) =>
      times === 1 && id === 'e-admin' ? locked : {status: 200, body: {}},
    );
  }
  expect(await ensureCatalog(open(), moved, {resolve})).toHaveLength(3);
  expect(identity.count('PATCH /v3/endpoints/e-admin')).toBe(2);
});

test('a change that is refused again is an error, after all the others were made', async () => {
  playLists();
  playCreations();
  identity.on('POST /v3/roles', {
    status: 403,
    headers: {'x-openstack-request-id': 'req-9'},
    body: {error: {message: 'You are not authorized'}},
  });
  await expect(ensureCatalog(open(), wanted, {resolve})).rejects.toMatchObject({
    message: 'cannot POST /v3/roles: identity answered 403: You are not authorized (req-9)',
    suggestions: ['devstack logs --request req-9'],
  });
  expect(identity.count('POST /v3/users')).toBe(1);
});

test('a catalog goes; what is gone already is no error, and the user we work as stays', async () => {
  playLists({...everything, users: [...everything.users, {id: 'u-admin', name: 'admin'}]});
  identity.on('DELETE /v3/services/s1', {status: 204});
  identity.on('DELETE /v3/users/u1', {status: 404, body: {error: {message: 'Could not find user'}}});
  const all = {...wanted, users: [...(wanted.users ?? []), {name: 'admin', password: secret('x'), grants: []}]};
  expect(await removeCatalog(open(), all, {projects: [{name: 'service'}]})).toEqual([
    'removed service glance',
    'removed user glance',
  ]);
  expect(writes()).toEqual(['DELETE /v3/services/s1', 'DELETE /v3/users/u1']);
});
