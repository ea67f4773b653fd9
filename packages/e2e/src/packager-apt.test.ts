import {DevstackError, type JsonObject, type Kept, type PackageRequest, type Packager} from '@devstack/sdk';
import {packagerContract, registerContract} from '@devstack/sdk/testing';
import {afterEach, describe, expect, test} from 'vitest';
import {
  createLab,
  type Lab,
  type LabOptions,
  type LabProcess,
  machineState,
  stateChanges,
  unexpectedDifferences,
} from './index.ts';

/** Runs in the lab: calls one method of the packager with arguments from the command line, and prints what it returns. */
const program = `
import {AptPackager} from '/devstack/packages/packager-apt/src/apt-packager.ts';
import {createTestHost} from '@devstack/sdk/testing';
const [cache, method, ...args] = JSON.parse(process.argv[1]);
const logger = {debug() {}, info: (line) => process.stderr.write(line + '\\n'), warn() {}};
const packager = new AptPackager(createTestHost(), {variables: {}, home: process.env.HOME, cache}, logger);
const progress = (...told) => process.stderr.write('progress ' + JSON.stringify(told) + '\\n');
const context = {signal: new AbortController().signal, progress};
try {
  process.stdout.write(JSON.stringify({result: (await packager[method](...args, context)) ?? null}));
} catch (error) {
  process.stdout.write(JSON.stringify({error: {...error, message: error.message}}));
}
`;

/** The packager as it works in a lab; every call is a program of its own. */
class LabPackager implements Packager {
  readonly #lab: Lab;
  readonly #cache: string;

  constructor(lab: Lab, home = '/root') {
    this.#lab = lab;
    this.#cache = `${home}/cloud/cache`;
  }

  missing = (requests: readonly PackageRequest[]) => this.#call<PackageRequest[]>('missing', requests);
  capture = (requests: readonly PackageRequest[]) => this.#call<JsonObject>('capture', requests);
  preview = (requests: readonly PackageRequest[]) =>
    this.#call<{install: string[]; downloadBytes: number}>('preview', requests);

  install = (requests: readonly PackageRequest[], before: JsonObject, previous?: JsonObject) =>
    this.#call<JsonObject>('install', requests, before, previous ?? null);

  remove = (before: JsonObject, owned: JsonObject, keep: readonly PackageRequest[] = []) =>
    this.#call<{owned: JsonObject; kept: Kept[]}>('remove', before, owned, keep);

  start(method: string, ...args: unknown[]): Promise<LabProcess> {
    const node = ['node', '--conditions', 'devstack-source', '--input-type=module', '--eval', program];
    const call = JSON.stringify([this.#cache, method, ...args]);
    return this.#lab.spawn([...node, call], {cwd: '/devstack/packages/packager-apt'});
  }

  async #call<Result>(method: string, ...args: unknown[]): Promise<Result> {
    const {stdout, stderr} = await (await this.start(method, ...args)).done;
    if (stdout === '') throw new Error(`no answer of ${method}: ${stderr}`);
    const {result, error} = JSON.parse(stdout);
    if (error !== undefined) throw new DevstackError(error.message, error);
    return result;
  }
}

const named = (...names: string[]): PackageRequest[] => names.map((name) => ({name}));
const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.destroy();
});

async function prepare(options: LabOptions = {}) {
  const lab = await createLab(options);
  labs.push(lab);
  const home = options.user === 'ordinary' ? '/home/dev' : '/root';
  const start = await machineState(lab);
  const asRoot = (...argv: string[]) => lab.run(argv, {user: 'root', env: {DEBIAN_FRONTEND: 'noninteractive'}});
  const differences = async () => {
    await asRoot('rm', '-rf', `${home}/cloud`);
    const files = unexpectedDifferences(await lab.diff());
    const state = stateChanges(start, await machineState(lab));
    return {files: files.map(({path, change, detail}) => `${path} ${change} ${detail}`), state};
  };
  return {lab, apt: new LabPackager(lab, home), asRoot, differences};
}

const nothing = {files: [], state: {}};

describe('the contract of packagers', () => {
  registerContract(
    test,
    packagerContract(async () => {
      const {lab, apt, differences} = await prepare();
      return {
        packager: apt,
        absent: [{name: 'libyaml-0-2'}, {name: 'sgml-base'}],
        present: {name: 'bash'},
        unknown: {name: 'nonesuch-of-devstack'},
        describe: differences,
        dispose: () => lab.destroy(),
      };
    }),
  );
});

test('the packages of keystone come and go without a trace', async () => {
  const {apt, differences} = await prepare();
  const requests = named('python3-keystone', 'uwsgi-core', 'uwsgi-plugin-python3');
  const before = await apt.capture(requests);
  const owned = await apt.install(requests, before);
  expect((await apt.remove(before, owned)).kept).toEqual([]);
  expect(await differences()).toEqual(nothing);
});

const onlyStarts = '#!/bin/sh\\n[ "$2" = start ] && exit 0\\nexit 101\\n';

test('a daemon is not started, and the policy that was there is put back as it was', async () => {
  const {lab, apt, asRoot} = await prepare();
  await asRoot('sh', '-c', `printf '${onlyStarts}' >/usr/sbin/policy-rc.d; chmod 0711 /usr/sbin/policy-rc.d`);
  const policy = ['stat', '-c', '%a %i %Y', '/usr/sbin/policy-rc.d'];
  const there = await asRoot(...policy);
  const before = await apt.capture([]);
  const owned = await apt.install(named('memcached'), before);
  expect((await machineState(lab)).processes.filter((line) => line.includes('memcached'))).toEqual([]);
  expect((await machineState(lab)).users).toContain('memcache');
  expect((await asRoot(...policy)).stdout).toBe(there.stdout);
  await apt.remove(before, owned);
  expect((await machineState(lab)).users).not.toContain('memcache');
});

test('a daemon is not started by a reboot either', async () => {
  const {lab, apt, asRoot, differences} = await prepare({init: 'systemd'});
  const before = await apt.capture([]);
  const owned = await apt.install(named('memcached'), before);
  await lab.reboot();
  expect((await asRoot('systemctl', 'show', '--property=ActiveState', 'memcached')).stdout).toBe(
    'ActiveState=inactive\n',
  );
  expect((await apt.remove(before, owned)).kept).toEqual([]);
  expect(await differences()).toEqual(nothing);
});

test('package lists that are missing are fetched', async () => {
  const {apt, asRoot} = await prepare();
  await asRoot('find', '/var/lib/apt/lists', '-type', 'f', '-delete');
  const requests = named('sgml-base');
  expect(await apt.preview(requests)).toEqual({install: ['sgml-base']});
  await apt.install(requests, await apt.capture(requests));
  expect(await apt.missing(requests)).toEqual([]);
});

test('what the user installed later keeps what it depends on, and is told about', async () => {
  const {apt, asRoot} = await prepare();
  const before = await apt.capture([]);
  const owned = await apt.install(named('redis-server', 'xml-core'), before);
  await asRoot('apt-mark', 'manual', 'liblzf1');
  await asRoot('apt-get', 'install', '-y', '--no-install-recommends', 'sgml-data');
  const removed = await apt.remove(before, owned);
  expect(removed.kept).toEqual([
    {what: 'package liblzf1', why: 'it was marked as manually installed since'},
    {what: 'package sgml-base', why: 'sgml-data needs it'},
    {what: 'package xml-core', why: 'sgml-data needs it'},
  ]);
  expect(await apt.missing(named('redis-server', 'sgml-data', 'xml-core'))).toEqual(named('redis-server'));
  expect((await asRoot('apt-get', 'check')).code).toBe(0);
});

test('an ordinary user works through sudo, and one who may not use it is told so', async () => {
  const {apt, asRoot, differences} = await prepare({user: 'ordinary'});
  const before = await apt.capture([]);
  const owned = await apt.install(named('memcached'), before);
  await apt.remove(before, owned);
  expect(await differences()).toEqual(nothing);
  await asRoot('rm', '/etc/sudoers.d/dev');
  await expect(apt.install(named('memcached'), before)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_PERMISSION',
    message: 'cannot install packages memcached: this needs root, and sudo does not let us',
  });
});

test('a server that cannot be reached is named', async () => {
  const {apt} = await prepare({network: 'none'});
  const failure = apt.install(named('sl'), await apt.capture([]));
  await expect(failure).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NETWORK',
    message: expect.stringMatching(/: \S+\.\S+ cannot be reached$/),
  });
});

test('a full disk is told as such, and changes nothing', async () => {
  const {apt, asRoot, differences} = await prepare();
  await asRoot('mount', '-t', 'tmpfs', '-o', 'size=64k', 'small', '/var/cache/apt/archives');
  const failure = apt.install(named('sl'), await apt.capture([]));
  await expect(failure).rejects.toMatchObject({code: 'DEVSTACK_ERR_DISK_FULL'});
  await asRoot('umount', '/var/cache/apt/archives');
  expect(await differences()).toEqual(nothing);
});

test('packages that conflict with what is there are refused, by name', async () => {
  const {apt, asRoot} = await prepare();
  await asRoot('apt-get', 'install', '-y', '--no-install-recommends', 'openntpd');
  await expect(apt.install(named('chrony'), await apt.capture([]))).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_PACKAGES',
    message: expect.stringContaining('openntpd'),
  });
  expect(await apt.missing(named('openntpd'))).toEqual([]);
});

test('kill -9 in the middle of installing and of removing is repaired, and leaves nothing', async () => {
  const {lab, apt, differences} = await prepare();
  const requests = named('memcached', 'dbus');
  const before = await apt.capture(requests);
  for (const lines of [1, 20, 3]) await killAfter(lines, await apt.start('install', requests, before, null));
  const owned = await apt.install(requests, before);
  expect(await apt.missing(requests)).toEqual([]);
  expect(await lab.exists('/usr/sbin/policy-rc.d')).toBe(false);
  for (const lines of [4, 4]) await killAfter(lines, await apt.start('remove', before, owned, []));
  expect((await apt.remove(before, owned)).kept).toEqual([]);
  expect(await differences()).toEqual(nothing);
});

test('what a killed run installed goes, also when that run never said what it owns', async () => {
  const {apt, differences} = await prepare();
  const requests = named('redis-server', 'dbus');
  const before = await apt.capture(requests);
  await killAfter(20, await apt.start('install', requests, before, null));
  expect((await apt.remove(before, {})).kept).toEqual([]);
  expect(await differences()).toEqual(nothing);
});

/** Kills a program and all its descendants when it has reported so much progress with packages. It must not come to an end before. */
async function killAfter(lines: number, started: LabProcess): Promise<void> {
  let ended = false;
  const done = started.done.then(() => {
    ended = true;
  });
  const reported = () => started.stderr.match(/^progress .*(unpacking|configuring|removing)/gm)?.length ?? 0;
  while (reported() < lines) {
    if (ended) throw new Error(`it ended before it could be killed: ${started.stdout}\n${started.stderr.slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await started.killTree();
  await done;
}
