import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';

let cloud: CloudLab;

// The packages of libvirt need systemd, which a machine has; in a root without it they would bring it, and directories that it keeps.
beforeAll(async () => {
  cloud = await CloudLab.create({suite: 'trixie', base: 'systemd', warmCache: true, persona: 'cloud'});
});
afterAll(() => cloud.lab.destroy());

test('a cloud is made with the Python and the servers of Debian 13', async () => {
  await cloud.succeed('up', '--set', 'default.origin=pypi');
  const {stdout} = await cloud.lab.run([`${cloud.root}/venv/bin/python`, '-BVV']);
  expect(stdout).toMatch(/^Python 3\.13\./);
  const versions = await cloud.lab.run(['dpkg-query', '-W', 'mariadb-server-core', 'rabbitmq-server']);
  expect(versions.stdout).toMatch(/mariadb-server-core\s+1:11\.8\.[\s\S]*rabbitmq-server\s+4\.0\./);
});

test('verify boots guests in it, enters one by ssh and speaks TCP from one to the other', {retry: 1}, async () => {
  const titles = await cloud.verify();
  expect(titles).toEqual(expect.arrayContaining(['enter by ssh with the key', 'TCP from guest to guest']));
});

test('its own packages are no origin, because no release file has their versions', async () => {
  const {code, stderr} = await cloud.devstack(['plan', 'install', 'clients', '--set', 'default.origin=distro']);
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: expect.stringMatching(/origin distro.*debian-13[\s\S]*origin=pypi/),
  });
});

test('uninstall leaves the machine as it was', async () => {
  expect(await cloud.devstack(['uninstall'])).toMatchObject({code: 0, stdout: expect.not.stringContaining('kept')});
  expect(await cloud.leftovers()).toEqual(nothing);
});
