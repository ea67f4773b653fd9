import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab} from './cloud-lab.ts';
import {commandLinesDuring} from './programs.ts';

/** Found also where the rest of a password is escaped. */
const canary = 'Canary8263';
const latin = ` it's "c\\d" %41%s%% $HOME $x \`id\` @:/?#[]{}&=+,;<>|!~ \u00e9\u00df`;
const withUnicode = (name: string) => `"${canary}${latin} \u65e5\u672c \u{1f600} ${name}'`;
const shipped = readFileSync(join(import.meta.dirname, '../../cli/conf/stack.ini'), 'utf8');
const databases = ['keystone', 'glance', 'placement', 'neutron', 'nova', 'nova_api', 'nova_cell0'];
const accounts = ['glance', 'placement', 'neutron', 'nova'];

/**
 * Each is another one, with every character that it can have: PyMySQL sends its passwords in Latin-1, and oslo.messaging cannot hand on a slash.
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

test.each([
  ['rabbitmq.password', 'a/b', 'it cannot have a slash (/): oslo.messaging hands it on unencoded'],
  ['database.nova_password', 'a\u65e5', 'PyMySQL sends passwords in Latin-1'],
  ['nova.service_password', 'a\\$b', 'its value has a backslash before a dollar sign'],
  ['glance.service_password', 'a\nb', 'its value has more than one line'],
])('what %s cannot be is refused before anything happens, and not shown', async (name, value, why) => {
  const variable = `DEVSTACK_PASSWORDS__${name.replace('.', '__').toUpperCase()}`;
  const {code, stdout, stderr} = await cloud.devstack(['up', '--no-prompt'], {env: {[variable]: `${canary}${value}`}});
  said.push(stdout, stderr);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(why);
  expect(leaks()).toEqual([]);
  expect((await cloud.lab.run(['ls', cloud.root], {allowFailure: true})).stderr).toContain('No such file');
});

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
  const listed = [...shipped.matchAll(/^# (\w+\.\w+) =$/gm)].map(([, name]) => name);
  expect(listed).toEqual(expect.arrayContaining(Object.keys(secrets)));
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
