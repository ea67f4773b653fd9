import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {linkPlugin} from './test-plugin.ts';

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
});
afterAll(() => cloud.lab.destroy());

/** One sentence on standard error, steps to take below it, and neither a stack trace nor anything on standard output. */
async function refusal(args: readonly string[], exit = 2): Promise<string> {
  const {code, stdout, stderr} = await cloud.devstack(args);
  const lines = stderr.slice(stderr.indexOf('error: ')).trimEnd().split('\n');
  expect({code, stdout, first: lines[0]}).toEqual({code: exit, stdout: '', first: expect.stringMatching(/^error: /)});
  const rest = lines.slice(1).filter((line) => !/^ {2}(try:|because) |^ {5}\| |^ {7}/.test(line));
  expect(rest).toEqual([]);
  expect(stderr).not.toMatch(/^\s+at /m);
  return lines[0]!;
}

async function withFile<T>(path: string, content: string, work: () => Promise<T>): Promise<T> {
  await cloud.lab.run(['sh', '-c', 'cat >"$1"', 'sh', path], {input: content});
  return work().finally(() => cloud.lab.run(['rm', path]));
}

describe('what is misspelled is refused with the word that comes near', () => {
  test.each([
    [['up', 'keyston'], "'keyston'", "did you mean 'keystone'?"],
    [['up', '--persona', 'idntity'], "persona 'idntity'", "did you mean 'identity'?"],
    [['up', '--set', 'keystone.prot=1'], 'keystone.prot (--set)', "did you mean 'port'?"],
    [['up', '--set', 'keyston.port=1'], 'keyston', "did you mean 'keystone'?"],
    [['install', 'keystone', 'databse'], "'databse'", "did you mean 'database'?"],
    [['up', '--set', 'keystone.port=many'], 'keystone.port (--set)', "expected a port from 1 to 65535, found 'many'"],
    [['up', '--runner', 'upstrat'], "runner 'upstrat'", 'no installed plugin provides it'],
    [['up', '--set', 'default.release=2062.2'], "release '2062.2'", 'nothing is known about it'],
    [['up', '--no-such-flag'], '--no-such-flag', ''],
  ])('%j', async (args, ...parts) => {
    const sentence = await refusal(args);
    for (const part of parts) expect(sentence).toContain(part);
  });

  test('and located in the file it stands in', async () => {
    const sentence = await withFile('/root/stack.ini', '[keystone]\nprot = 5001\n', () => refusal(['up']));
    expect(sentence).toContain('/root/stack.ini:2');
    expect(sentence).toContain("did you mean 'port'?");
  });
});

test('a port that another program holds is refused with its name before anything is installed', async () => {
  const listen = 'require("net").createServer().listen(+process.argv[1], "127.0.0.1", () => console.log("up"))';
  const holder = await cloud.lab.spawn(['node', '-e', listen, `${cloud.port}`]);
  while (!holder.stdout.includes('up')) await new Promise((resolve) => setTimeout(resolve, 10));
  const sentence = await refusal(['up']).finally(() => holder.killTree());
  expect(sentence).toMatch(new RegExp(`port ${cloud.port} is held by .*node.*\\(pid \\d+`));
});

describe('a plugin that does not fit is named with the command that mends it', () => {
  const component = {summary: 'Object storage'};
  test.each([
    [{api: 2, provides: {component: {swift: component}}}, {}, 'version 2 of the plugin contract'],
    [{api: 1, provides: {component: {swift: component}}}, {'@devstack/sdk': '^7.0.0'}, 'it needs @devstack/sdk ^7.0.0'],
    [{api: 1, provides: {component: {swift: {...component, origins: ['pipy']}}}}, {}, 'component.swift.origins'],
    [{api: 1, provides: {component: {swift: {}}}}, {}, 'expected'],
  ])('%j %j', async (manifest, peerDependencies, reason) => {
    const unlink = await linkPlugin(cloud, '@example/plugin-swift', {manifest, peerDependencies});
    const {code, stderr} = await cloud.devstack(['up', 'swift']);
    await unlink();
    expect({code, stderr}).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot use plugin @example/plugin-swift'),
    });
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(/try: .*(devstack plugins (install|uninstall|unlink)|newer devstack)/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test('components that require each other are refused with the whole circle', async () => {
  const require = (name: string, required: string) =>
    linkPlugin(cloud, `@example/plugin-${name}`, {
      manifest: {api: 1, provides: {component: {[name]: {summary: name}}}},
      code: `export default {component: {${name}: async () => class {
        requires() { return ['${required}']; } verify() { return []; } uses() { return []; } } }};`,
    });
  const unlink = [await require('heat', 'trove'), await require('trove', 'heat')];
  const sentence = await refusal(['up', 'heat']);
  for (const one of unlink) await one();
  expect(sentence).toContain('heat requires trove requires heat');
});

test('none of these left anything behind', async () => {
  // What oclif keeps of its plugins is no part of a cloud.
  await cloud.lab.run(['rm', '-rf', '/root/.local', '/root/.cache', '/tmp/@example']);
  expect(await cloud.leftovers()).toEqual(nothing);
});

test('a disk that is too small is refused, one that becomes full is said so, and the same command goes on when there is room', async () => {
  await cloud.lab.run(['sh', '-c', 'mkdir /small && mount -t tmpfs -o size=20m small /small']);
  const up = ['up', '-d', '/small/openstack'];
  expect(await refusal(up)).toMatch(/identity\.yaml:\d+\): it needs 300 MB of disk, and \/small has \d+ MB free$/);
  // Nothing is known about what keystone alone needs.
  const own = 'components: [database, keystone]\n';
  const sentence = await withFile('/root/own.yaml', own, () => refusal([...up, '-p', '/root/own.yaml']));
  expect(sentence).toMatch(/no space left/);
  await cloud.lab.run(['mount', '-o', 'remount,size=600m', '/small']);
  await cloud.succeed(...up);
  expect(await cloud.token(['-d', '/small/openstack'])).toEqual(adminToken);
  await cloud.succeed('uninstall', '-d', '/small/openstack');
  expect((await cloud.lab.run(['ls', '-A', '/small'])).stdout).toBe('');
  await cloud.lab.run(['sh', '-c', 'umount /small && rmdir /small']);
  expect(await cloud.leftovers()).toEqual(nothing);
});
