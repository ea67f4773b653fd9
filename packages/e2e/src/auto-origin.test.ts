import {afterEach, expect, test} from 'vitest';
import {CloudLab, nothing} from './cloud-lab.ts';

let cloud: CloudLab;
afterEach(() => cloud.lab.destroy());

/** An index at a port where nobody listens. */
const noIndex = Object.fromEntries(
  ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'PIP_INDEX_URL'].map((name) => [name, 'http://127.0.0.1:9/simple/']),
);

test('auto says which origin it could not reach and why, and takes the next', async () => {
  cloud = await CloudLab.create();
  const {code, stdout, stderr} = await cloud.devstack(['plan', 'start', '--json'], {env: noIndex});
  expect({code, stderr}).toMatchObject({code: 0});
  const plan = JSON.parse(stdout) as {components: object[]; notes: string[]};
  expect(plan.components).toContainEqual({name: 'keystone', origin: 'distro', series: 'zed'});
  expect(plan.notes.join('\n')).toMatch(
    /origin distro: not pypi \(.*127\.0\.0\.1:9.*\), not git \(git is not installed\)/,
  );
});

test('without a network one sentence says what cannot be reached, and nothing is left', async () => {
  cloud = await CloudLab.create({network: 'none'});
  // Nor are there packages that an earlier lab has downloaded.
  await cloud.lab.run(['mount', '-t', 'tmpfs', 'none', '/var/cache/apt/archives']);
  const {code, stdout, stderr} = await cloud.devstack(['up']);
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  expect(stderr.match(/^error: .*/gm)).toHaveLength(1);
  expect(stderr).toMatch(/^error: cannot (get|install|reach) /m);
  expect(stderr).not.toMatch(/^\s+at /m);
  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('a named origin that cannot be reached is not replaced by another', async () => {
  cloud = await CloudLab.create();
  const {code, stderr} = await cloud.devstack(['up', '--set', 'default.origin=pypi'], {env: noIndex});
  expect({code, stderr}).toEqual({code: 1, stderr: expect.stringMatching(/^error: .*127\.0\.0\.1:9/m)});
  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});
