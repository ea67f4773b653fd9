import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {readArchive} from './archive.ts';
import {runNpmStep} from './npm.ts';
import {viewPackage} from './npm-view.ts';
import {type Candidate, checkCandidate} from './plugin-candidate.ts';
import type {PluginHome} from './plugin-home.ts';
import type {PluginSpec} from './plugin-spec.ts';

/** A package that may be installed, and what oclif notes of where it came from. */
export interface FoundCandidate {
  readonly candidate: Candidate;
  /** Of its own: an archive on this machine. */
  readonly archive?: string;
  readonly noted: {readonly tag: string} | {readonly url: string};
}

/** Looks at what is to be installed, before anything is. Throws when it is no plugin for this devstack. */
export async function findCandidate(spec: PluginSpec, home: PluginHome, scratch: string): Promise<FoundCandidate> {
  const found = await lookAt(spec, home, scratch);
  checkCandidate(found.candidate, home.sdkVersion);
  return found;
}

async function lookAt(spec: PluginSpec, home: PluginHome, scratch: string): Promise<FoundCandidate> {
  if (spec.from === 'registry') {
    const {name, tag} = spec;
    return {candidate: await viewPackage(`${name}@${tag}`, home.npm(home.directory)), noted: {tag}};
  }
  if (spec.from === 'archive') {
    return {candidate: await readArchive(spec.file), archive: spec.file, noted: {url: `file:${spec.file}`}};
  }
  const archive = await fetchArchive(spec.address, home, scratch);
  const {resolved: _, ...candidate} = await readArchive(archive);
  return {candidate: {...candidate, resolved: spec.address}, archive, noted: {url: spec.address}};
}

/** npm fetches it and packs what it got; no script of it is run, so what has to be built first is refused by its missing files. */
async function fetchArchive(address: string, home: PluginHome, scratch: string): Promise<string> {
  const into = await mkdtemp(path.join(scratch, 'fetched-'));
  await runNpmStep(['pack', address, `--pack-destination=${into}`], address, home.npm(home.directory));
  const [archive] = await readdir(into);
  if (archive !== undefined) return path.join(into, archive);
  throw new DevstackError(`cannot install ${address}: npm made no archive of it`, {code: 'DEVSTACK_ERR_COMMAND'});
}

/** A directory for archives that were fetched, gone when the work is done. */
export async function withScratch<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'devstack-plugins-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}
