import {writeFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab} from './cloud-lab.ts';
import {commandLinesDuring} from './programs.ts';

/** Found also where the rest of a password is escaped. */
const canary = 'Canary8263';
const latin = ` it's "c\\d" %41%s%% $HOME $x \`id\` @:/?#[]{}&=+,;<>|!~ \u00e9\u00df`;
const withUnicode = (name: string) => `"${canary}${latin} \u65e5\u672c \u{1f600} ${name}'`;
const databases = ['keystone', 'glance', 'placement', 'neutron', 'nova', 'nova_api', 'nova_cell0'];
const accounts = ['glance', 'placement', 'neutron', 'nova'];

/**
 * Each is another one. PyMySQL sends its passwords in Latin-1; oslo.messaging takes a URL apart and puts it together again with the slashes of
 * the password as they are, which kombu cannot read.
 */
const secrets: Readonly<Record<string, string>> = Object.fromEntries([
  ...databases.map((name) => [`database.${name}_password`, `${canary}${latin}${name}`]),
  ...['keystone.admin_password', 'nova.metadata_secret', ...accounts.map((name) => `${name}.service_password`)].map(
    (name) => [name, withUnicode(name)],
  ),
  ['rabbitmq.password', withUnicode('rabbitmq').replaceAll('/', '')],
]);

let cloud: CloudLab;
/** What devstack and the programs that it runs say and are called with. */
const said: string[] = [];

const leaks = () => said.filter((text) => text.includes(canary)).map((text) => text.slice(0, 2000));

async function devstack(...args: string[]): Promise<string> {
  const {stdout, stderr} = await cloud.devstack(args, {allowFailure: false, timeoutMs: 590_000});
  said.push(stdout, stderr);
  return stdout;
}

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: 'api'});
  const lines = Object.entries(secrets).map(([name, value]) => `${name} = ${value}\n`);
  const debug = ['keystone', ...accounts].map((name) => `[${name}]\ndebug = true\n`);
  const file = `/proc/${cloud.lab.pid}/root/root/stack.ini`;
  writeFileSync(file, ['[passwords]\n', ...lines, ...debug].join(''), {mode: 0o600});
});
afterAll(() => cloud?.lab.destroy());

test('a plan and the configuration do not show them', async () => {
  await devstack('plan', 'start');
  await devstack('plan', 'start', '--json');
  expect(await devstack('config', 'show', '--origin')).toContain('passwords.keystone.admin_password = •••');
  await devstack('config', 'check');
  expect(leaks()).toEqual([]);
});

test('a cloud comes up with passwords of every kind of character, on no command line and in no event', async () => {
  const up = devstack('up', '--no-prompt', '--json');
  const [lines] = await Promise.all([commandLinesDuring(cloud.lab, up), up]);
  said.push(...lines);
  expect(JSON.parse(await up)).toMatchObject({unchanged: false});
  const stored = JSON.parse(await cloud.lab.readFile(`${cloud.root}/state/secrets.json`)) as {secrets: object};
  expect(stored.secrets).toEqual(secrets);
  expect(leaks()).toEqual([]);
});

test('every service works with them', async () => {
  expect(await cloud.token()).toEqual(adminToken);
  const verify = devstack('verify', '--json');
  const [lines] = await Promise.all([commandLinesDuring(cloud.lab, verify), verify]);
  said.push(...lines);
  expect(JSON.parse(await verify)).toMatchObject({passed: true});
  expect(leaks()).toEqual([]);
});

test('what devstack says later does not show them', async () => {
  const before = said.length;
  for (const args of [['status', '--json'], ['logs', '--tail', '1000'], ['plan', 'uninstall', '--json'], ['up']]) {
    const {stdout, stderr} = await cloud.devstack(args);
    said.push(stdout + stderr);
  }
  expect(said.slice(before).filter((text) => text === '')).toEqual([]);
  expect(leaks()).toEqual([]);
});

test('they are in files that are not for everybody, and in no log and no record', async () => {
  const argv = [
    'grep',
    '-rlFa',
    '--devices=skip',
    canary,
    '/opt',
    '/etc',
    '/var',
    '/root',
    '/home',
    '/tmp',
    '/run',
    '/dev',
  ];
  const files = (await cloud.lab.run(argv, {allowFailure: true})).stdout.trim().split('\n');
  expect(files).toContain(`${cloud.root}/etc/nova/nova.conf`);
  const {stdout} = await cloud.lab.run(['stat', '-c', '%a %n', ...files]);
  expect(stdout.split('\n').filter((line) => /^\d*[1-7] /.test(line))).toEqual([]);
  const private_ = ['etc/', 'data/database/', 'state/secrets.json'].map((name) => `${cloud.root}/${name}`);
  const known = ['/root/stack.ini', '/root/.config/openstack/', ...private_];
  expect(files.filter((file) => !known.some((start) => file.startsWith(start)))).toEqual([]);
});
