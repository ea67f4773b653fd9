import {credentialsFrom, openSession} from '@devstack/openstack';
import {expect, test} from 'vitest';
import {openServerConsole} from './server-console.ts';
import {ENVIRONMENT, FakeCompute} from './testing/fake-compute.ts';

const ID = '83679162-1378-4288-a2d4-70e13ec132aa';
const server = {id: ID, name: 'web'};
const list = (name: string) => `GET /servers?all_tenants=1&name=${name}`;
const open = (compute: FakeCompute, wanted: string) =>
  openServerConsole(openSession(compute, credentialsFrom({...ENVIRONMENT, OS_PASSWORD: 'pw'})), wanted);

test('a server is found by its whole name, and its console is read', async () => {
  let asked: unknown;
  const compute = new FakeCompute()
    .on(list('web'), () => [200, {servers: [{id: 'x', name: 'web-2'}, server]}])
    .on(`POST /servers/${ID}/action`, (body) => {
      asked = body;
      return [200, {output: 'login:'}];
    });
  const found = await open(compute, 'web');
  expect({id: found.id, name: found.name, output: await found.read(5), asked}).toEqual({
    ...server,
    output: 'login:',
    asked: {'os-getConsoleOutput': {length: 5}},
  });
});

test('one can type at a server only where its hypervisor has consoles', async () => {
  const compute = new FakeCompute().on(list('web'), () => [200, {servers: [server]}]);
  const session = openSession(compute, credentialsFrom({...ENVIRONMENT, OS_PASSWORD: 'pw'}));
  expect((await openServerConsole(session, 'web')).attach).toBeUndefined();
  const terminal = {typed: (async function* () {})(), onAttached: () => undefined, show: () => undefined};
  let asked: unknown;
  const found = await openServerConsole(session, 'web', async (...all) => {
    asked = all;
    return 'left';
  });
  expect(await found.attach?.(terminal)).toBe('left');
  expect(asked).toEqual([server, terminal]);
});

test('a server is found by its id, and a guest that has printed nothing yet is no error', async () => {
  const compute = new FakeCompute()
    .on(list(ID), () => [200, {servers: []}])
    .on(`GET /servers/${ID}`, () => [200, {server}])
    .on(`POST /servers/${ID}/action`, () => [200, {output: null}]);
  expect(await (await open(compute, ID)).read()).toBe('');
});

test('a server that does not run is said to, as it is after the hypervisor was started again', async () => {
  const compute = new FakeCompute().on(list('web'), () => [200, {servers: [server]}]);
  compute.on(`POST /servers/${ID}/action`, () => [404, {itemNotFound: {message: 'Instance could not be found.'}}]);
  await expect((await open(compute, 'web')).read()).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NOT_FOUND',
    message: 'cannot show the console of web: the server does not run',
  });
});

test('a name that nobody or that two have is refused, with their ids', async () => {
  const none = new FakeCompute().on(list('web'), () => [200, {servers: []}]);
  await expect(open(none, 'web')).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NOT_FOUND',
    message: 'cannot show the console of web: there is no server of that name or id',
  });
  const two = new FakeCompute().on(list('web'), () => [200, {servers: [server, {...server, id: 'other'}]}]);
  await expect(open(two, 'web')).rejects.toMatchObject({
    message: 'cannot show the console of web: 2 servers have that name',
    suggestions: [`devstack console ${ID}`, 'devstack console other'],
  });
});

test('the page is the one that the service names, and there is none where no screens are shown', async () => {
  const url = 'http://10.0.0.7:6080/vnc_lite.html?path=%3Ftoken%3Dt';
  const path = `POST /servers/${ID}/remote-consoles`;
  const compute = new FakeCompute().on(list('web'), () => [200, {servers: [server]}]);
  compute.on(path, () => [200, {remote_console: {protocol: 'vnc', type: 'novnc', url}}]);
  const found = await open(compute, 'web');
  expect(await found.page()).toBe(url);
  compute.on(path, () => [400, {badRequest: {message: 'Unavailable console type novnc.'}}]);
  await expect(found.page()).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NOT_INSTALLED',
    message: 'cannot show the screen of web: the cloud has no novnc, or a hypervisor without screens',
  });
});
