import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';
import {programs} from './programs.ts';
import {CREATE_SERVER, FIND_SERVER, runSdk} from './sdk-client.ts';

let cloud: CloudLab;
/** State and address of the server. */
let made: string;

beforeAll(async () => {
  cloud = await CloudLab.create({persona: 'api'});
});
afterAll(() => cloud.lab.destroy());

const python = (script: string) => runSdk(cloud.lab, '/usr/bin/python3', script);
const versionsOf = ['dpkg-query', '--show', 'python3-glance', 'python3-neutron', 'python3-nova', 'python3-placement'];
/** 530 packages, each with scripts that start Python: two minutes on a machine of its own, many more on one that is busy. */
const slowly = {timeoutMs: 1_200_000, allowFailure: false};
const slow = {timeout: 1_300_000};

test('up makes the whole cloud of the packages of the distribution', slow, async () => {
  const {stdout} = await cloud.devstack(['up', '--set', 'default.origin=distro'], slowly);
  for (const endpoint of ['identity', 'image', 'placement', 'compute', 'network']) expect(stdout).toContain(endpoint);
  const versions = (await cloud.lab.run(versionsOf)).stdout.match(/\t[^.]+/g);
  expect(versions).toEqual(['\t2:25', '\t2:21', '\t2:26', '\t8']);
  expect(await cloud.lab.exists(`${cloud.root}/venv`)).toBe(false);
});

test('no service of the distribution was started, and ours do not run as root', async () => {
  const running = programs(cloud.lab);
  expect(running.length).toBeGreaterThan(10);
  expect(running.filter(({uid}) => uid === 0)).toEqual([]);
  expect(running.filter(({commandLine}) => / \/etc\/|\/var\//.test(commandLine))).toEqual([]);
  expect(await cloud.lab.exists('/usr/sbin/policy-rc.d')).toBe(false);
});

test('verify makes a server that is active and has an address, and takes it away', async () => {
  const {passed, checks} = JSON.parse((await cloud.succeed('verify', '--json')).stdout);
  expect(passed).toBe(true);
  const names = checks.map(({check}: {check: string}) => check);
  expect(names).toEqual(['keystone', 'glance', 'neutron', 'placement', 'nova']);
});

test('the SDK of the distribution makes a server through clouds.yaml, unchanged', async () => {
  made = (await python(CREATE_SERVER)).trim();
  expect(made).toMatch(/^ACTIVE 10\.11\.0\.\d+$/);
});

test('what was chosen stays chosen: a plain up has nothing to do', async () => {
  const startedMs = performance.now();
  expect((await cloud.succeed('up')).stdout).toMatch(/^nothing to do/);
  // Beside another cloud that is being made; the bench says what it takes alone.
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test('a subsystem that is chosen later comes to the rest, and answers', async () => {
  await cloud.succeed('up', '--set', 'nova.subsystems=api,conductor,scheduler,compute,metadata');
  const ask = "fetch('http://127.0.0.1:8775/').then(async (answer) => console.log(answer.status, await answer.text()))";
  expect((await cloud.lab.run(['node', '-e', ask])).stdout).toMatch(/^200 1\.0\n[\s\S]*latest/);
});

test('what was made is there after stop and start', async () => {
  await cloud.succeed('stop');
  expect(programs(cloud.lab)).toEqual([]);
  await cloud.succeed('start');
  expect(await python(FIND_SERVER)).toBe(`${made} active\n`);
});

test('uninstall leaves the machine as it was', slow, async () => {
  const {stdout} = await cloud.devstack(['uninstall'], slowly);
  expect(stdout).not.toContain('kept');
  expect(await cloud.leftovers()).toEqual(nothing);
});
