import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({suite: 'trixie', warmCache: true, persona: 'api'});
});
afterAll(() => cloud.lab.destroy());

test('a cloud is made with the Python and the servers of Debian 13', async () => {
  await cloud.succeed('up', '--set', 'default.origin=pypi');
  const {stdout} = await cloud.lab.run([`${cloud.root}/venv/bin/python`, '-BVV']);
  expect(stdout).toMatch(/^Python 3\.13\./);
  const versions = await cloud.lab.run(['dpkg-query', '-W', 'mariadb-server-core', 'rabbitmq-server']);
  expect(versions.stdout).toMatch(/mariadb-server-core\s+1:11\.8\.[\s\S]*rabbitmq-server\s+4\.0\./);
});

test('verify makes a server in it', async () => {
  const {passed} = JSON.parse((await cloud.succeed('verify', '--json')).stdout) as {passed: boolean};
  expect(passed).toBe(true);
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
