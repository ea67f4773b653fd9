import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {cpus, hostname, totalmem, userInfo} from 'node:os';
import {delimiter, join} from 'node:path';
import type {Host, HostFacts} from '../host.ts';
import * as files from './test-host-files.ts';
import {baseEnvironment, runProgram} from './test-host-run.ts';

/**
 * The real machine, as small as it can be: for tests of plugins, which must not import the engine. What the engine injects into a
 * plugin behaves the same.
 *
 * @example const runner = new ForkRunner(createTestHost());
 */
export function createTestHost(): Host {
  let facts: Promise<HostFacts> | undefined;
  return {
    ...files,
    kind: 'test',
    facts: () => (facts ??= readFacts()),
    run: runProgram,
    which: findProgram,
  };
}

async function findProgram(program: string): Promise<string | undefined> {
  const candidates = program.includes('/')
    ? [program]
    : (baseEnvironment().PATH ?? '').split(delimiter).map((directory) => join(directory, program));
  for (const candidate of candidates) if (await isProgram(candidate)) return candidate;
  return undefined;
}

/** False also for what is in a directory of somebody else: a PATH may name such. */
async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function readFacts(): Promise<HostFacts> {
  const {uid, username, homedir} = userInfo();
  const group = await runProgram(['id', '-gn']);
  return {
    osRelease: parseOsRelease((await files.readText('/etc/os-release')) ?? ''),
    hostname: hostname(),
    arch: process.arch,
    cpus: cpus().length,
    memoryBytes: totalmem(),
    uid,
    user: username,
    group: group.stdout.trim(),
    home: process.env.HOME || homedir,
    elevation: uid === 0 ? 'root' : await findSudo(),
    bootId: ((await files.readText('/proc/sys/kernel/random/boot_id')) ?? '').trim(),
  };
}

async function findSudo(): Promise<'sudo' | 'none'> {
  if ((await findProgram('sudo')) === undefined) return 'none';
  const {code} = await runProgram(['sudo', '-n', 'true'], {accept: [0, 1]});
  return code === 0 ? 'sudo' : 'none';
}

function parseOsRelease(text: string): Record<string, string> {
  const fields = text.matchAll(/^([A-Z0-9_]+)=(["']?)(.*)\2$/gm);
  return Object.fromEntries([...fields].map(([, name, , value]) => [name!, value!]));
}
