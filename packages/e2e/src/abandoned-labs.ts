import {existsSync, readdirSync, readlinkSync} from 'node:fs';
import {basename, join} from 'node:path';
import {labParents, ownerOf, removeLabDirectory} from './lab-directory.ts';
import {isRunning} from './process-table.ts';

function labDirectories(): string[] {
  return labParents().flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)));
}

function isAbandoned(directory: string): boolean {
  const owner = ownerOf(basename(directory));
  return owner !== undefined && !isRunning(owner);
}

/** Deletes what a killed test run left. Its labs' programs are gone already: they die with the run. */
export async function removeAbandonedLabs(): Promise<void> {
  for (const directory of labDirectories().filter(isAbandoned)) {
    process.stderr.write(`removing a lab that a killed test run left: ${basename(directory)}\n`);
    await removeLabDirectory(directory);
  }
}

/** The base roots under labs that exist. */
export function rootsInUse(): string[] {
  const links = labDirectories().map((directory) => join(directory, 'base'));
  return links.filter((link) => existsSync(link)).map((link) => readlinkSync(link));
}
