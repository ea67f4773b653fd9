import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {repository} from './cache-directory.ts';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import {runOnHost} from './command.ts';

let cloud: CloudLab;
const npm = '/devstack/node_modules/npm/bin';

/** The Node of this machine, as its users have it: not the one that comes with our dependencies. */
function ownNode(): string {
  const directories = process.env.PATH!.split(':').filter((directory) => !directory.includes('node_modules'));
  return directories.map((directory) => join(directory, 'node')).find(existsSync) ?? process.execPath;
}

/** A machine on which only Node and npm are, and a fresh clone. */
beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: null});
  const root = `/proc/${cloud.lab.pid}/root`;
  const directory = mkdtempSync(join(tmpdir(), 'devstack-clone-'));
  await runOnHost(['git', 'clone', '--quiet', '--no-hardlinks', repository, join(directory, 'clone')]);
  await runOnHost(['cp', '-r', join(directory, 'clone'), `${root}/root/clone`]);
  rmSync(directory, {recursive: true});
  await runOnHost(['cp', '--dereference', ownNode(), `${root}/usr/local/bin/node`]);
  for (const name of ['npm', 'npx']) {
    const script = `#!/bin/sh\nexec node ${npm}/${name}-cli.js "$@"\n`;
    writeFileSync(`${root}/usr/local/bin/${name}`, script, {mode: 0o755});
  }
});
afterAll(() => cloud.lab.destroy());

/** A command of the README, where a reader would type it. */
async function type(command: string): Promise<string> {
  expect(readFileSync(join(repository, 'README.md'), 'utf8')).toContain(command);
  const env = {PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...cloud.environment};
  return (await cloud.lab.run(['sh', '-c', command], {cwd: '/root/clone', env})).stdout;
}

test('a fresh clone needs one command for a cloud', async () => {
  expect(await type('npm ci && npx devstack up')).toContain('eval "$(devstack env)"');
  expect(await cloud.token()).toEqual(adminToken);
});

test('the others of the README show it, use it, stop it and take it away', async () => {
  expect(await type('npx devstack status')).toMatch(/^nova\/compute +running/m);
  expect(await type('eval "$(npx devstack env)"')).toBe('');
  expect(await type('npx devstack verify')).toMatch(/^passed: /m);
  expect(await type('npx devstack plan start')).toMatch(/^\+0 ~0 -0, \d+ as they should be$/m);
  await type('npx devstack stop');
  await type('npx devstack uninstall');
  expect(existsSync(`/proc/${cloud.lab.pid}/root/opt/openstack`)).toBe(false);
  // What is left is the clone, and what npm keeps.
  await cloud.lab.run(['sh', '-c', 'rm -r /root/clone /root/.npm /tmp/node-compile-cache /usr/local/bin/*']);
  expect(await cloud.leftovers()).toEqual(nothing);
});
