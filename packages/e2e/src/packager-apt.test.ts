import type {PackageRequest} from '@devstack/sdk';
import {packagerContract, registerContract} from '@devstack/sdk/testing';
import {afterEach, describe, expect, test} from 'vitest';
import {createLab, type Lab, type LabOptions, machineState, stateChanges, unexpectedDifferences} from './index.ts';
import {killAfter, LabPackager} from './lab-packager.ts';

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
  return {lab, apt: new LabPackager(lab, 'apt', home), asRoot, differences};
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

test('a directory that a package makes for people goes with it, unless something is in it', async () => {
  const {apt, asRoot, lab, differences} = await prepare({base: 'systemd'});
  const before = await apt.capture([]);
  const machines = '/var/lib/machines';
  const owned = await apt.install(named('systemd-container'), before);
  expect(await lab.exists(machines)).toBe(true);
  await apt.remove(before, owned);
  expect(await differences()).toEqual(nothing);
  const again = await apt.install(named('systemd-container'), before);
  await asRoot('mkdir', '-p', `${machines}/mine/proc`);
  await apt.remove(before, again);
  expect((await differences()).files).toEqual([
    `${machines} added directory`,
    `${machines}/mine added directory`,
    `${machines}/mine/proc added directory`,
  ]);
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

test('packages are unpacked without being installed, also on a machine whose apt has no lists', async () => {
  const {lab, apt, asRoot, differences} = await prepare();
  const files = await apt.unpack(['python3-libvirt', 'novnc'], '/root/unpacked');
  expect(files).toEqual([expect.stringMatching(/^novnc_.*\.deb$/), expect.stringMatching(/^python3-libvirt_.*\.deb$/)]);
  await lab.run(['ls', '/root/unpacked/usr/lib/python3/dist-packages/libvirt.py', '/root/unpacked/usr/share/novnc']);
  expect((await apt.missing(named('novnc', 'python3-libvirt'))).map(({name}) => name)).toHaveLength(2);
  await asRoot('rm', '-r', '/root/unpacked');
  expect(await differences()).toEqual(nothing);
});
