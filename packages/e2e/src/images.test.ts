import {rmSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createLab, type Lab, machineState, stateChanges, unexpectedDifferences} from './index.ts';
import {emptyQcow2} from './sample-images.ts';

/** Runs in the lab with the variables of the cloud: prints what became of its work as JSON. */
const client = `
const {OS_AUTH_URL, OS_USERNAME: name, OS_PASSWORD: password, OS_PROJECT_NAME: project, IMAGES} = process.env;
const domain = {id: 'default'};
const auth = {
  identity: {methods: ['password'], password: {user: {name, domain, password}}},
  scope: {project: {name: project, domain}},
};
const send = (url, method, headers, body) => fetch(url, {method, headers, ...(body && {body})});
const signIn = await send(OS_AUTH_URL + '/auth/tokens', 'POST', {'content-type': 'application/json'}, JSON.stringify({auth}));
const token = {'x-auth-token': signIn.headers.get('x-subject-token')};
const request = (path, method = 'GET', type, body) =>
  send(IMAGES + path, method, {...token, ...(type && {'content-type': type})}, body);
const list = async () => (await (await request('/v2/images')).json()).images;
const create = async (name, content) => {
  const record = {name, disk_format: 'raw', container_format: 'bare'};
  const made = await request('/v2/images', 'POST', 'application/json', JSON.stringify(record));
  const {id} = await made.json();
  const stored = await request('/v2/images/' + id + '/file', 'PUT', 'application/octet-stream', content);
  return {id, statuses: [made.status, stored.status]};
};
const print = (result) => console.log(JSON.stringify(result));
`;
const kept = {name: 'kept', status: 'active', size: 1024 * 1024, visibility: 'shared'};
const keptContent = "const content = Buffer.alloc(1024 * 1024, 'all of it');";

/** Everything a user does with images, in order: each test goes on where the one before it stopped. */
describe.each([
  {origin: 'pypi', series: '2026.2'},
  {origin: 'distro', series: 'zed'},
])('images from $origin, $series', ({origin, series}) => {
  let lab: Lab;
  let fresh: Awaited<ReturnType<typeof machineState>>;
  let environment: Record<string, string>;

  beforeAll(async () => {
    lab = await createLab({warmCache: true});
    fresh = await machineState(lab);
  });
  afterAll(() => lab?.destroy());

  // Not the ports of every cloud: labs share the network of their machine.
  const choices = {
    DEVSTACK_DEFAULT__PERSONA: 'images',
    DEVSTACK_DEFAULT__ORIGIN: origin,
    DEVSTACK_KEYSTONE__PORT: '24731',
    DEVSTACK_GLANCE__PORT: '24732',
  };
  const devstack = async (...argv: string[]) => {
    const {stdout} = await lab.run(['devstack', ...argv, '--json'], {env: choices, timeoutMs: 550_000});
    return JSON.parse(stdout);
  };
  const up = () => devstack('up', '--no-prompt');
  const inHome = (name: string) => `/proc/${lab.pid}/root/root/${name}`;
  /** Configures the images of `devstack.yaml` in the directory in which devstack is run. */
  const configure = (...images: string[]) =>
    writeFileSync(inHome('devstack.yaml'), `glance:\n  images:\n${images.map((line) => `    ${line}\n`).join('')}`);
  const imageSteps = ({steps}: {steps: {id: string; outcome: string}[]}) =>
    steps
      .filter(({id, outcome}) => id.includes('/image:') && outcome !== 'present')
      .map(({id, outcome}) => `${id} ${outcome}`)
      .sort();
  const asClient = async (work: string) => {
    const argv = ['node', '--input-type=module', '--eval', client + work];
    return JSON.parse((await lab.run(argv, {env: {...environment, IMAGES: 'http://127.0.0.1:24732'}})).stdout);
  };

  test('one command brings them up', async () => {
    const report = await up();
    expect(report).toMatchObject({components: ['database', 'keystone', 'glance'], unchanged: false});
    const {components} = await devstack('plan', 'start');
    expect(components).toContainEqual({name: 'glance', origin, series});
    environment = await devstack('env');
    expect(await asClient('print(await list());')).toEqual([]);
  });

  test('an image is uploaded and is active', async () => {
    const {statuses} = await asClient(`${keptContent} print(await create('kept', content));`);
    expect(statuses).toEqual([201, 204]);
    expect(await asClient('print(await list());')).toMatchObject([kept]);
  });

  test('verify uploads, downloads and compares, and leaves nothing behind', async () => {
    const {passed, checks} = await devstack('verify');
    expect(passed).toBe(true);
    expect(checks.map(({component}: {component: string}) => component)).toEqual(['keystone', 'glance']);
    expect(await asClient('print(await list());')).toMatchObject([kept]);
  });

  test('eight at a time do not lock each other out of the database', async () => {
    const outcomes = await asClient(`
      const one = async (number) => {
        const {id, statuses} = await create('parallel ' + number, Buffer.alloc(100_000, number));
        const removed = await request('/v2/images/' + id, 'DELETE');
        return [...statuses, removed.status];
      };
      const eight = () => Promise.all(Array.from({length: 8}, (_, number) => one(number)));
      print([...(await eight()), ...(await eight())]);
    `);
    expect(outcomes).toEqual(Array.from({length: 16}, () => [201, 204, 204]));
    expect(await lab.readFile('/opt/openstack/log/glance/api.log')).not.toContain('database is locked');
  });

  test('a second up changes nothing', async () => {
    expect(await up()).toMatchObject({unchanged: true});
  });

  test('after stop and start the image is there, to the byte', async () => {
    await devstack('stop');
    expect((await machineState(lab)).processes).toEqual([]);
    await devstack('start');
    const downloaded = await asClient(`
      ${keptContent}
      const [{id}] = await list();
      const bytes = Buffer.from(await (await request('/v2/images/' + id + '/file')).arrayBuffer());
      print({isSame: bytes.equals(content), size: bytes.length});
    `);
    expect(downloaded).toEqual({isSame: true, size: kept.size});
  });

  test('images of the configuration are uploaded when the service can be asked', async () => {
    writeFileSync(inHome('small.qcow2'), emptyQcow2());
    writeFileSync(inHome('other.img'), Buffer.alloc(1024 * 1024, 'raw'));
    configure('small: {url: ./small.qcow2, properties: {os_distro: test}}', 'other: other.img');
    expect(imageSteps(await up())).toEqual(['glance/image:other applied', 'glance/image:small applied']);
    expect(await asClient('print(await list());')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({name: 'small', disk_format: 'qcow2', status: 'active', os_distro: 'test'}),
        expect.objectContaining({name: 'other', disk_format: 'raw', status: 'active', visibility: 'public'}),
        expect.objectContaining(kept),
      ]),
    );
    expect(await up()).toMatchObject({unchanged: true});
  });

  test('one whose file is missing is refused with its line, and nothing is done', async () => {
    configure('small: {url: ./small.qcow2, properties: {os_distro: test}}', 'gone: ./gone.img');
    for (const argv of [
      ['plan', 'start'],
      ['up', '--no-prompt'],
    ]) {
      const {code, stderr} = await lab.run(['devstack', ...argv], {env: choices, allowFailure: true});
      expect(code).not.toBe(0);
      expect(stderr).toContain(
        'cannot upload image gone: there is no file /root/gone.img; glance.images (/root/devstack.yaml:4) asks for it',
      );
    }
    expect(await asClient('print((await list()).map(({name}) => name).sort());')).toEqual(['kept', 'other', 'small']);
  });

  test('another file, other properties and one image less change just that, also after a stop', async () => {
    await devstack('stop');
    writeFileSync(inHome('small.qcow2'), Buffer.alloc(2 * 1024 * 1024, 'no longer'));
    configure('small: {url: ./small.qcow2, properties: {os_distro: other}}');
    expect(imageSteps(await up())).toEqual(['glance/image:other reverted', 'glance/image:small changed']);
    const images = await asClient(
      'print((await list()).map(({name, disk_format, os_distro}) => [name, disk_format, os_distro]).sort());',
    );
    expect(images).toEqual([
      ['kept', 'raw', null],
      ['small', 'raw', 'other'],
    ]);
    expect(await up()).toMatchObject({unchanged: true});
  });

  test('the last one goes too', async () => {
    rmSync(inHome('devstack.yaml'));
    expect(imageSteps(await up())).toEqual(['glance/image:small reverted']);
    expect(await asClient('print((await list()).map(({name}) => name));')).toEqual(['kept']);
    for (const name of ['small.qcow2', 'other.img']) rmSync(inHome(name));
  });

  test('an image is built here and uploaded, once', async () => {
    configure('tiny: {build: tiny}');
    expect(imageSteps(await up())).toEqual(['glance/image:tiny applied']);
    const [tiny] = await asClient("print((await list()).filter(({name}) => name === 'tiny'));");
    expect(tiny).toMatchObject({status: 'active', visibility: 'public'});
    expect(tiny.size).toBeGreaterThan(10 * 1024 * 1024);
    expect(await up()).toMatchObject({unchanged: true});
  });

  test('one that nothing builds is refused with its line, and what is there stays', async () => {
    configure('tiny: {build: tiny}', 'odd: {build: huge}');
    const {code, stderr} = await lab.run(['devstack', 'up'], {env: choices, allowFailure: true});
    expect(code).toBe(2);
    expect(stderr).toContain("cannot build image odd: no installed plugin builds 'huge'");
    expect(stderr).toContain('glance.images (/root/devstack.yaml:4) asks for it');
    rmSync(inHome('devstack.yaml'));
    expect(imageSteps(await up())).toEqual(['glance/image:tiny reverted']);
  });

  test('uninstall leaves the machine as it was', async () => {
    await devstack('uninstall');
    expect(unexpectedDifferences(await lab.diff())).toEqual([]);
    expect(stateChanges(fresh, await machineState(lab))).toEqual({});
  });
});
