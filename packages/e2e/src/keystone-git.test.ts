import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {makeKeystoneRepository} from './keystone-repository.ts';

let cloud: CloudLab;
const checkout = '/opt/openstack/source/keystone';
const discovery = `${checkout}/keystone/api/discovery.py`;
const up = ['up', '--set', 'default.origin=git'];

/** A user's own release file: only what differs. */
const releaseFile = 'keystone:\n  git:\n    repository: git+file:///srv/keystone.git\n';

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
  await makeKeystoneRepository(`/proc/${cloud.lab.pid}/root/srv/keystone.git`);
  const directory = '/root/.config/devstack/conf/releases';
  await cloud.lab.run(['sh', '-c', `mkdir -p ${directory} && cat >${directory}/2026.2.yaml`], {input: releaseFile});
});
afterAll(() => cloud.lab.destroy());

const git = async (...args: string[]) => (await cloud.lab.run(['git', '-C', checkout, ...args])).stdout;

async function versionDocument(): Promise<string> {
  const ask = 'fetch(process.argv[1]).then(async (answer) => console.log(await answer.text()))';
  return (await cloud.lab.run(['node', '-e', ask, `http://127.0.0.1:${cloud.port}/v3`])).stdout;
}

test('up makes a cloud of a checkout of the branch of the series', async () => {
  await cloud.succeed(...up);
  expect(await git('rev-parse', '--abbrev-ref', 'HEAD')).toBe('stable/2026.2\n');
  expect(await cloud.token()).toEqual(adminToken);
  expect((await cloud.succeed(...up)).stdout).toMatch(/^nothing to do/);
  // What was built or run left nothing in the checkout for git to show.
  expect(await git('status', '--short')).toBe('');
});

test('an edit of the checkout is in effect after a restart', async () => {
  expect(await versionDocument()).not.toContain('2031-04-07');
  await cloud.lab.run(['sed', '-i', "s/'updated': '[0-9]*-/'updated': '2031-/", discovery]);
  await cloud.succeed('stop');
  await cloud.succeed('start');
  expect(await versionDocument()).toContain('2031-');
  expect(await git('status', '--short')).toBe(' M keystone/api/discovery.py\n');
});

test('uninstall keeps a checkout that somebody has edited, and says so', async () => {
  const {code, stdout} = await cloud.devstack(['uninstall', '--keep', 'packages']);
  expect({code, stdout}).toEqual({code: 3, stdout: expect.stringMatching(/kept.*\n(.*\n)*.*\/source\/keystone: /)});
  expect(await cloud.lab.readFile(discovery)).toContain("'updated': '2031-");
  expect(await cloud.lab.exists('/opt/openstack/venv')).toBe(false);
  expect(await git('log', '--oneline')).toMatch(/ 30\.0\.0\n$/);
});

test('uninstall removes a checkout in which nothing was changed', async () => {
  await cloud.lab.run(['rm', '-r', '/opt/openstack/source']);
  await cloud.succeed(...up);
  await cloud.succeed('uninstall');
  const {differences, changes} = await cloud.leftovers();
  const left = differences.filter(({path}) => !/^\/(srv|root\/\.config)(\/|$)/.test(path));
  expect({differences: left, changes}).toEqual(nothing);
});
