import {execFile} from 'node:child_process';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import {promisify} from 'node:util';
import type {HostFacts} from '@devstack/sdk';

/** @param home overrides the home directory of the password database, as HOME does for every program */
export async function readFacts(home: string | undefined): Promise<HostFacts> {
  const {username, uid, gid, homedir} = os.userInfo();
  const [osRelease, group, elevation, bootId] = await Promise.all([
    fs.readFile('/etc/os-release', 'utf8').then(parseOsRelease, () => ({})),
    fs.readFile('/etc/group', 'utf8').then((text) => groupName(text, gid)),
    findElevation(uid),
    fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim()),
  ]);
  return {
    osRelease,
    hostname: os.hostname(),
    arch: process.arch,
    cpus: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    uid,
    user: username,
    group,
    home: home ?? homedir,
    elevation,
    bootId,
  };
}

/** Fields of an os-release file; see os-release(5) for its quoting. */
export function parseOsRelease(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name, quoted, plain] = /^([A-Z][A-Z0-9_]*)=(?:"(.*)"|'?([^']*)'?)\s*$/.exec(line) ?? [];
    if (name !== undefined) fields[name] = quoted?.replaceAll(/\\(["$`\\])/g, '$1') ?? plain ?? '';
  }
  return fields;
}

function groupName(groupFile: string, gid: number): string {
  const line = groupFile.split('\n').find((candidate) => candidate.split(':')[2] === String(gid));
  return line?.split(':')[0] ?? String(gid);
}

async function findElevation(uid: number): Promise<HostFacts['elevation']> {
  if (uid === 0) return 'root';
  return promisify(execFile)('sudo', ['-n', 'true']).then(
    () => 'sudo' as const,
    () => 'none' as const,
  );
}
