import {readFileSync, writeFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';
import {runSdk} from './sdk-client.ts';

const PERSONA = `
name: screens
summary: servers that run, with their screens
components:
  - database
  - rabbitmq
  - keystone
  - glance
  - placement
  - neutron
  - nova: {subsystems: [api, conductor, scheduler, compute, metadata]}
  - libvirt
  - novnc
options:
  nova: {hypervisor: libvirt, flavors: {guest: 128/1/1}}
  neutron: {datapath: user}
  glance: {images: {tiny: {build: tiny}}}
`;

const CREATE_SERVER = `
import openstack
cloud = openstack.connect(cloud='devstack')
network = cloud.network.find_network('private')
flavor = cloud.compute.find_flavor('guest')
image = cloud.image.find_image('tiny')
server = cloud.compute.create_server(name='web', image_id=image.id, flavor_id=flavor.id, networks=[{'uuid': network.id}])
print(cloud.compute.wait_for_server(server, wait=300).status)
`;

const BROWSER = '/devstack/packages/e2e/src/browse-console.mjs';
/** Lines of text on a screen of 720 x 400 have some thousand pixels that are lit. */
const SOME_TEXT = 2000;

let cloud: CloudLab;
beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: './screens.yaml'});
  writeFileSync(inLab('/root/screens.yaml'), PERSONA);
  const packages = ['apt-get', 'install', '-qy', '--no-install-recommends', 'chromium'];
  await cloud.lab.run(['apt-get', 'update', '-q']);
  await cloud.lab.run(packages, {timeoutMs: 500_000});
});
afterAll(() => cloud?.lab.destroy());

const inLab = (path: string) => `/proc/${cloud.lab.pid}/root${path}`;
const consoleOf = async (...args: string[]) => (await cloud.succeed('console', ...args)).stdout;

async function untilPrinted(pattern: RegExp): Promise<string> {
  const deadline = Date.now() + 240_000;
  for (;;) {
    const text = await consoleOf('web');
    if (pattern.test(text)) return text;
    if (Date.now() > deadline) throw new Error(`the console does not say ${pattern}:\n${text.slice(-2000)}`);
    await wait(1000);
  }
}

test('a server that really runs shows what it prints, whole, in part, and as it comes', async () => {
  const {stdout} = await cloud.devstack(['up', '--no-prompt'], {allowFailure: false, timeoutMs: 590_000});
  expect(stdout).toContain('http://127.0.0.1:6080/vnc_lite.html');
  expect(await runSdk(cloud.lab, `${cloud.root}/venv/bin/python`, CREATE_SERVER)).toBe('ACTIVE\n');
  const following = await cloud.spawn(['console', 'web', '--follow', '--lines', '1']);
  const text = await untilPrinted(/^tiny: \[[\d.]+\] ready as web/m);
  expect(text).toMatch(/^tiny: \[[\d.]+\] user space up, kernel/m);
  expect((await consoleOf('web', '--lines', '3')).trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  expect(JSON.parse(await consoleOf('web', '--json'))).toMatchObject({server: 'web', output: expect.any(String)});
  await expect.poll(() => following.stdout, {timeout: 20_000}).toMatch(/ready as web/);
  following.signal('SIGINT');
  expect((await following.done).code).toBe(130);
});

test('a name that no server has is refused', async () => {
  const {code, stderr} = await cloud.devstack(['console', 'nobody']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('cannot show the console of nobody: there is no server of that name or id');
});

test('a browser sees its screen, and what is typed there reaches it', async () => {
  const url = (await consoleOf('web', '--url')).trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:6080\/vnc_lite\.html\?path=%3Ftoken%3D[0-9a-f-]{36}$/);
  const argv = ['node', BROWSER, url, '/root/screen.png', 'say typed in a browser'];
  const seen = JSON.parse((await cloud.lab.run(argv, {timeoutMs: 200_000})).stdout);
  expect(seen.before).toMatchObject({status: expect.stringMatching(/^Connected to QEMU/), width: 720, height: 400});
  expect(seen.before.colours).toBeGreaterThan(1);
  expect(seen.before.lit).toBeGreaterThan(SOME_TEXT);
  await untilPrinted(/^.*tiny: \[[\d.]+\] typed in a browser/m);
  const picture = readFileSync(inLab('/root/screen.png'));
  expect([...picture.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
});

test('a token that is not known shows nothing', async () => {
  const url = 'http://127.0.0.1:6080/vnc_lite.html?path=%3Ftoken%3D00000000-0000-0000-0000-000000000000';
  const argv = ['node', BROWSER, url, '/root/nothing.png', '', '5000'];
  const seen = JSON.parse((await cloud.lab.run(argv, {timeoutMs: 200_000})).stdout);
  expect(seen.before.status).not.toMatch(/^Connected/);
  expect(seen.before.lit).toBe(0);
});

test('after a stop neither the proxy nor a guest is left', async () => {
  await cloud.succeed('stop');
  const {stdout} = await cloud.lab.run(['sh', '-c', 'cat /proc/[0-9]*/comm'], {allowFailure: true});
  expect(stdout).not.toMatch(/^(qemu|python|libvirtd|ovs)/m);
});
