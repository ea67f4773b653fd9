import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {repository} from './cache-directory.ts';
import {adminToken, CloudLab} from './cloud-lab.ts';
import {runOnHost} from './command.ts';
import {machineState, stateChanges} from './machine-state.ts';
import {serveTarballs, type TarballRegistry} from './tarball-registry.ts';

const packed = mkdtempSync(join(tmpdir(), 'devstack-packed-'));
let cloud: CloudLab;
let registry: TarballRegistry;

/** Everything of this repository, as it would be published. */
async function packAll(): Promise<string[]> {
  const argv = ['pack', '--silent', '--ignore-scripts', '--workspaces', '--pack-destination', packed] as const;
  await runOnHost(['npm', '--prefix', repository, ...argv]);
  return readdirSync(packed).map((name) => join(packed, name));
}

/** The machine has Node and npm, and loses the repository. */
async function prepareMachine(): Promise<void> {
  const root = `/proc/${cloud.lab.pid}/root`;
  mkdirSync(`${root}/usr/local/lib/node_modules`, {recursive: true});
  cpSync(join(repository, 'node_modules/npm'), `${root}/usr/local/lib/node_modules/npm`, {recursive: true});
  await runOnHost(['cp', '--dereference', process.execPath, `${root}/usr/local/bin/node`]);
  const script = '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n';
  writeFileSync(`${root}/usr/local/bin/npm`, script, {mode: 0o755});
  await cloud.lab.run(['sh', '-c', 'while umount -l /devstack 2>/dev/null; do :; done; test -z "$(ls /devstack)"']);
}

/** Where the lab finds this machine. */
async function addressForLab(): Promise<string> {
  const network = `--net=/proc/${cloud.lab.pid}/ns/net`;
  const route = await runOnHost(['nsenter', network, 'ip', 'route', 'show', 'default']);
  return /\bvia (\S+)/.exec(route)![1]!;
}

beforeAll(async () => {
  const tarballs = await packAll();
  cloud = await CloudLab.create({warmCache: true});
  await prepareMachine();
  registry = await serveTarballs(tarballs, {address: await addressForLab()});
  writeFileSync(`/proc/${cloud.lab.pid}/root/root/.npmrc`, `@devstack:registry=${registry.url}\n`);
});
afterAll(async () => {
  await registry?.close();
  await cloud?.lab.destroy();
  rmSync(packed, {recursive: true});
});

const toolsOfUser = /^\/(usr\/local\/|root\/\.npm|root\/\.npmrc)/;

test('npm installs devstack on a machine that has nothing of the repository', async () => {
  await cloud.lab.run(['npm', 'install', '--global', '--no-audit', '--no-fund', '@devstack/cli']);
  expect((await cloud.succeed('--version')).stdout).toMatch(/^@devstack\/cli\/\d+\.\d+\.\d+ linux-/);
  const where = `/proc/${cloud.lab.pid}/root/usr/local/lib/node_modules/@devstack`;
  expect(readdirSync(where)).toEqual(['cli']);
  expect(existsSync(join(where, 'cli/node_modules/@devstack/plugin-keystone/dist/index.js'))).toBe(true);
});

test('it brings up an Identity service that gives a token, and takes it back', async () => {
  const before = await machineState(cloud.lab);
  await cloud.succeed('up', '--no-prompt');
  expect(await cloud.token()).toEqual(adminToken);
  expect((await cloud.succeed('up', '--no-prompt')).stdout).toMatch(/^nothing to do/);
  await cloud.succeed('uninstall');
  const {differences} = await cloud.leftovers();
  expect(differences.filter(({path}) => !toolsOfUser.test(path))).toEqual([]);
  expect(stateChanges(before, await machineState(cloud.lab))).toEqual({});
});
