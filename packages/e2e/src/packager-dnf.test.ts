import type {PackageRequest} from '@devstack/sdk';
import {packagerContract, registerContract} from '@devstack/sdk/testing';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {createLab, type Lab, machineState, unexpectedDifferences} from './index.ts';
import {killAfter, LabPackager} from './lab-packager.ts';
import {makeRpmSystem, useSource} from './rpm-repository.ts';

/** Caches, histories and logs of dnf and rpm; here rpm keeps its database in the home of root. */
const OF_DNF =
  /^\/(var\/cache\/dnf|var\/lib\/dnf|var\/log\/(dnf|hawkey)|root\/\.rpmdb|root\/cloud|var\/lib\/rpm)|\/__pycache__/;

const INSTALLING = /^progress .*(installing|configuring)/gm;

let lab: Lab;
let dnf: LabPackager;

beforeAll(async () => {
  lab = await createLab();
  await makeRpmSystem(lab);
  dnf = new LabPackager(lab, 'dnf');
});
afterEach(clean);
afterAll(() => lab.destroy());

async function clean(): Promise<void> {
  await useSource(lab, 'file:///srv/rpm');
  const {stdout} = await lab.run(['rpm', '-qa', '--qf', '%{NAME}\\n']);
  const others = stdout.split('\n').filter((name) => name !== '' && name !== 'filesystem');
  if (others.length > 0) await lab.run(['dnf', '-y', 'remove', ...others]);
  await lab.run(['rm', '-rf', '/root/cloud', '/var/lib/top', '/var/log/top.log', '/var/lib/slow']);
  await lab.run(['userdel', 'topper'], {allowFailure: true});
}

const installed = async () => (await lab.run(['rpm', '-qa'])).stdout.split('\n').sort();

async function describeMachine() {
  const {users, groups} = await machineState(lab);
  const files = unexpectedDifferences(await lab.diff()).filter(({path}) => !OF_DNF.test(path));
  return {users, groups, packages: await installed(), files};
}

const named = (...names: string[]): PackageRequest[] => names.map((name) => ({name}));

describe('the contract of packagers', () => {
  registerContract(
    test,
    packagerContract(async () => ({
      packager: dnf,
      absent: [{name: 'top'}, {name: 'other', version: '1.2.*'}],
      present: {name: 'filesystem'},
      unknown: {name: 'nonesuch'},
      describe: describeMachine,
      dispose: clean,
    })),
  );
});

test('everything is one transaction, with what packages need and the version that is wanted', async () => {
  const transactions = async () => (await lab.run(['dnf', 'history', 'list'])).stdout.match(/^ +\d+ \|/gm)?.length ?? 0;
  const before = await transactions();
  const requests = [...named('top'), {name: 'other', version: '1.2.*'}];
  await dnf.install(requests, await dnf.capture(requests));
  const names = ['filesystem-3-1', 'leaf-1.0-1', 'middle-1.0-1', 'other-1.2.3-1', 'top-2.1-1'];
  expect((await installed()).filter(Boolean)).toEqual(names.map((name) => `${name}.noarch`));
  expect(await transactions()).toBe(before + 1);
  expect(await dnf.missing([{name: 'other', version: '1.3.*'}])).toHaveLength(1);
});

test('what the user installed later keeps what it depends on, and is told about', async () => {
  const before = await dnf.capture([]);
  const owned = await dnf.install(named('top', 'other'), before);
  await lab.run(['dnf', '-y', 'install', 'foreign']);
  await lab.run(['dnf', '-y', 'mark', 'install', 'other']);
  expect((await dnf.remove(before, owned)).kept).toEqual([{what: 'package leaf', why: 'foreign needs it'}]);
  expect((await installed()).filter(Boolean)).toEqual([
    'filesystem-3-1.noarch',
    'foreign-1-1.noarch',
    'leaf-1.0-1.noarch',
  ]);
});

test('a package that nobody has is told with names that are like it', async () => {
  await expect(dnf.install(named('middel'), await dnf.capture([]))).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_PACKAGES',
    message: 'cannot install packages middel: no source of packages has middel; there is middle',
  });
});

test('packages that conflict with what is there are refused, by name', async () => {
  await lab.run(['dnf', '-y', 'install', 'leaf']);
  await expect(dnf.install(named('enemy'), await dnf.capture([]))).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_PACKAGES',
    message: expect.stringContaining('leaf'),
  });
});

test('a server that cannot be reached is named', async () => {
  const before = await dnf.capture([]);
  await useSource(lab, 'http://nowhere.example/rpm');
  await expect(dnf.install(named('leaf'), before)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NETWORK',
    message: 'cannot install packages leaf: nowhere.example cannot be reached',
  });
});

test.each([
  ['another dnf', ['dnf', '-y', 'install', 'slow'], /^progress \["waiting for another dnf \(process \d+\) to end"\]$/m],
  [
    'an rpm',
    ['sh', '-c', 'rpm -i --nodeps /srv/rpm/noarch/slow-*.rpm'],
    /^progress \["waiting for another dnf or rpm to end"\]$/m,
  ],
])('while %s works it waits, says so, and goes on', async (_who, argv, waiting) => {
  const before = await dnf.capture([]);
  const other = await lab.spawn(argv);
  // Its script has begun, and takes seconds.
  await expect.poll(installed, {timeout: 60_000, interval: 50}).toContain('slow-1-1.noarch');
  const started = await dnf.start('install', named('other'), before, null);
  expect((await started.done).code).toBe(0);
  expect(started.stdout).not.toContain('"error"');
  expect(started.stderr).toMatch(waiting);
  await other.done;
  expect(await lab.readFile('/var/lib/slow')).toBe('done\n');
  expect(await dnf.missing(named('other', 'slow'))).toEqual([]);
});

test('kill -9 in the middle of installing is repaired, scripts run to their end, and nothing is left', async () => {
  const machine = await describeMachine();
  const requests = named('slow', 'top');
  const before = await dnf.capture(requests);
  await killAfter(3, await dnf.start('install', requests, before, null), INSTALLING);
  const owned = await dnf.install(requests, before);
  expect(await dnf.missing(requests)).toEqual([]);
  expect(await lab.readFile('/var/lib/slow')).toBe('done\n');
  expect((await dnf.remove(before, owned)).kept).toEqual([]);
  expect(await describeMachine()).toEqual(machine);
});

test('what a killed run installed goes, also when that run never said what it owns', async () => {
  const machine = await describeMachine();
  const before = await dnf.capture([]);
  await killAfter(2, await dnf.start('install', named('slow'), before, null), INSTALLING);
  // rpm deletes a script once it has begun to run; killed before that, it leaves it.
  await lab.run(['touch', '/var/tmp/rpm-tmp.killed']);
  expect((await dnf.remove(before, {})).kept).toEqual([]);
  expect(await describeMachine()).toEqual(machine);
});

test('a script that fails is told', async () => {
  const started = await dnf.start('install', named('broken'), await dnf.capture([]), null);
  expect((await started.done).code).toBe(0);
  expect(started.stderr).toContain('scripts of packages failed: broken (POSTIN)');
});
