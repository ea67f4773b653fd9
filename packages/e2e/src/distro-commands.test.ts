import {mkdirSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';

/** A file of the user: what Debian asks is answered beforehand, and something more is in the environment. */
const DISTRO = `
keystone:
  packages: {pypi: [python3, {name: hello, version: "2.*", removable: false}]}
  pips: {pypi: [{name: humanize, version: "4.*"}]}
  pre-install:
    - name: answers
      run: [debconf-set-selections]
      stdin: [devstack-test devstack-test/password password %ADMIN_PASSWORD%]
      as: root
      undo: [sh, -c, "echo PURGE | debconf-communicate devstack-test"]
    - {run: [service, qpidd, stop], as: root, may-fail: true}
  post-install:
    - {name: proof, run: ["%ENVIRONMENT%/bin/python", -c, "import humanize; open('%DATA%/proof', 'w').write('yes')"]}
`;
const PASSWORD = `s"e'c %41 $x`;

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
  const home = `/proc/${cloud.lab.pid}/root/root`;
  mkdirSync(`${home}/.config/devstack/conf/distros`, {recursive: true});
  writeFileSync(`${home}/.config/devstack/conf/distros/debian-12.yaml`, DISTRO);
  writeFileSync(`${home}/stack.ini`, `[passwords]\nkeystone.admin_password = ${PASSWORD}\n`, {mode: 0o600});
});
afterAll(() => cloud?.lab.destroy());

const answers = async () => (await cloud.lab.run(['cat', '/var/cache/debconf/passwords.dat'])).stdout;

test('a plan shows what a distro file has run, with its undo and without secrets', async () => {
  const {stdout} = await cloud.succeed('plan', 'install', 'keystone');
  expect(stdout).toContain('command debconf-set-selections');
  expect(stdout).toContain('given: devstack-test devstack-test/password password •••');
  expect(stdout).toContain('undone by: sh -c echo PURGE | debconf-communicate devstack-test');
  expect(stdout).toContain('humanize==4.*');
  expect(stdout).not.toContain('%41');
});

test('it is run in its place, and everything is there', async () => {
  const {stdout, stderr} = await cloud.succeed('install', 'keystone');
  expect(stdout + stderr).not.toContain('%41');
  expect(await answers()).toContain(PASSWORD);
  expect(await cloud.lab.readFile(`${cloud.root}/data/keystone/proof`)).toBe('yes');
  expect((await cloud.lab.run(['dpkg-query', '-W', 'hello'])).stdout).toMatch(/\t2\./);
  expect(await cloud.lab.readFile(`${cloud.root}/state/trace.jsonl`)).not.toContain('%41');
  expect((await cloud.succeed('install', 'keystone')).stdout).toMatch(/^nothing to do/);
});

test('uninstall takes it back, and leaves the package that is to stay', async () => {
  await cloud.succeed('uninstall');
  expect(await answers()).not.toContain(PASSWORD);
  expect((await cloud.lab.run(['dpkg-query', '-W', 'hello'])).stdout).toMatch(/\t2\./);
  expect((await cloud.lab.run(['ls', cloud.root], {allowFailure: true})).code).not.toBe(0);
});
