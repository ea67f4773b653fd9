import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {commandLinesDuring, programs} from './programs.ts';

let cloud: CloudLab;
let commandLines: string[];

beforeAll(async () => {
  cloud = await CloudLab.create();
});
afterAll(() => cloud.lab.destroy());

/** Path, time of change and time of content of every file and directory on the disk of the lab. */
async function timesOfFiles(): Promise<string[]> {
  const argv = ['find', '/', '-xdev', '-printf', '%p %T@ %C@\\n'];
  return (await cloud.lab.run(argv)).stdout.split('\n').sort();
}

test('up makes a cloud of a bare machine with nothing in its caches', async () => {
  const up = cloud.devstack(['up']);
  commandLines = await commandLinesDuring(cloud.lab, up);
  const {code, stdout, stderr} = await up;
  expect({code, stderr}).toMatchObject({code: 0, stderr: expect.stringContaining('service api')});
  expect(stdout).toMatch(/^up done in .*\n/);
  expect(stdout).toContain(`identity  http://127.0.0.1:${cloud.port}/v3\n`);
  expect(stdout).toContain('eval "$(devstack env)"');
  expect(await cloud.token()).toEqual(adminToken);
});

test('services run as a system user of their own, who cannot log in', async () => {
  const {stdout} = await cloud.lab.run(['getent', 'passwd', 'devstack']);
  const [, , uid, , , home, shell] = stdout.trim().split(':');
  expect(Number(uid)).toBeLessThan(1000);
  expect([home, shell]).toEqual([expect.any(String), '/usr/sbin/nologin']);
  const running = programs(cloud.lab);
  expect(running.filter((program) => program.commandLine.includes('uwsgi')).length).toBeGreaterThan(1);
  expect(running.filter((program) => program.uid !== Number(uid))).toEqual([]);
});

test('the password of the administrator is in private files only, and on no command line', async () => {
  const password = await cloud.password();
  const grep = ['grep', '-rlF', '--devices=skip', password, '/opt', '/etc', '/var', '/root', '/home', '/tmp', '/run'];
  const files = (await cloud.lab.run(grep)).stdout.trim().split('\n');
  expect(files).toContain(`${cloud.root}/state/secrets.json`);
  const {stdout} = await cloud.lab.run(['stat', '-c', '%a %U %n', ...files]);
  expect(stdout.trim().split('\n')).toEqual(files.map((file) => `600 root ${file}`));
  // The journal and the logs are not among the files that are made for credentials.
  expect(files.filter((file) => /trace|\/log\/|\.db$|\/run\//.test(file))).toEqual([]);
  expect(commandLines.filter((line) => line.includes('bootstrap')).length).toBeGreaterThan(0);
  expect(commandLines.filter((line) => line.includes(password))).toEqual([]);
});

test('nothing of the cloud can be written by everybody, and nothing in its state be read', async () => {
  // uv lets everybody take the empty lock files of its cache.
  const open = ['find', cloud.root, '-not', '-type', 'l', '-not', '-name', '*.lock', '-perm', '/o=w'];
  expect((await cloud.lab.run(open)).stdout).toBe('');
  const state = await cloud.lab.run(['stat', '-c', '%a', `${cloud.root}/state`]);
  expect(state.stdout).toBe('700\n');
});

test('status has a row for the service, as data too', async () => {
  const {stdout} = await cloud.succeed('status', '--json');
  const row = {
    service: 'keystone/api',
    status: {state: 'running', pid: expect.any(Number)},
    runner: 'fork',
    ports: [cloud.port],
    health: 'ok',
  };
  expect(JSON.parse(stdout)).toMatchObject({root: cloud.root, installed: ['database', 'keystone'], services: [row]});
  expect((await cloud.succeed('status')).stdout).toMatch(/^keystone\/api +running +fork +\d+ +\d+ +ok /m);
});

test('a second up says that there is nothing to do, in less than a second, and touches no file', async () => {
  const before = await timesOfFiles();
  const startedMs = performance.now();
  const {stdout, stderr} = await cloud.succeed('up');
  const tookMs = performance.now() - startedMs;
  expect(stdout).toMatch(/^nothing to do: database, keystone are installed and running/);
  expect(stderr).toBe('');
  expect(tookMs).toBeLessThan(1000);
  expect(await timesOfFiles()).toEqual(before);
});

/** How long a token is good for, in hours. */
async function hoursOfToken(): Promise<number> {
  const script = `
    const {OS_AUTH_URL, OS_USERNAME: name, OS_PASSWORD: password} = process.env;
    const identity = {methods: ['password'], password: {user: {name, password, domain: {id: 'default'}}}};
    const headers = {'content-type': 'application/json'};
    fetch(OS_AUTH_URL + '/auth/tokens', {method: 'POST', headers, body: JSON.stringify({auth: {identity}})})
      .then((answer) => answer.json())
      .then(({token}) => console.log((Date.parse(token.expires_at) - Date.parse(token.issued_at)) / 3_600_000));`;
  const argv = ['sh', '-ec', 'eval "$(devstack env)" && exec node -e "$0"', script];
  return Math.round(Number((await cloud.lab.run(argv, {env: cloud.environment})).stdout));
}

test('an option that a user adds to a file is in the plan, restarts what reads the file, works, and goes again', async () => {
  const own = ['--set', 'keystone.conf.token.expiration=7200'];
  const before = await hoursOfToken();
  expect((await cloud.succeed('plan', 'start', ...own)).stdout).toContain('+expiration = 7200');
  expect((await cloud.succeed('up', ...own)).stderr).toContain('service api');
  expect([before, await hoursOfToken()]).toEqual([1, 2]);
  await cloud.succeed('up');
  expect(await hoursOfToken()).toBe(1);
  expect((await cloud.succeed('up')).stdout).toContain('nothing to do');
});

test('stop ends the services and keeps the data, start brings them back', async () => {
  await cloud.succeed('stop');
  expect(programs(cloud.lab)).toEqual([]);
  const status = await cloud.devstack(['status']);
  expect(status).toMatchObject({code: 1, stdout: expect.stringContaining('no service runs')});
  expect((await cloud.succeed('stop')).stdout).toContain('nothing to do');
  await cloud.succeed('start');
  expect(await cloud.token()).toEqual(adminToken);
});

test('the plan of an uninstall names what it would take back, and does not', async () => {
  const {stdout} = await cloud.succeed('plan', 'uninstall');
  expect(stdout).toContain('  - service ');
  expect(stdout).toContain('  - user devstack');
  expect(stdout).toContain(`file ${cloud.root}/etc/keystone/keystone.conf`);
  expect(await cloud.token()).toEqual(adminToken);
});

test('uninstall leaves the machine as it was', async () => {
  expect((await cloud.succeed('uninstall')).stdout).toMatch(/^uninstall done/);
  expect(await cloud.leftovers()).toEqual(nothing);
  expect((await cloud.succeed('uninstall')).stdout).toContain('nothing to do');
});
