import {createReadStream} from 'node:fs';
import {extract, Parser, type ReadEntry} from 'tar';
import type {ArchiveEntry} from './entry-judge.ts';

const TYPES: Readonly<Record<string, ArchiveEntry['type']>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'directory',
  SymbolicLink: 'symlink',
  Link: 'hardlink',
};

/** Gives each entry to `judge`, which throws for one that must not be unpacked; reads no further then. */
export function listTar(file: string, judge: (entry: ArchiveEntry) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const input = createReadStream(file, {signal});
    const parser = new Parser({strict: true});
    const fail = (error: Error) => {
      input.destroy();
      reject(error);
    };
    parser.on('entry', (entry: ReadEntry) => {
      try {
        judge(describeEntry(entry));
      } catch (error) {
        fail(error as Error);
      }
      entry.resume();
    });
    parser.on('error', fail);
    parser.on('end', resolve);
    input.on('error', fail);
    input.on('data', (chunk) => parser.write(chunk as Buffer));
    input.on('end', () => parser.end());
  });
}

/** Into a directory that is there. Nothing belongs to anybody else, and no program is setuid. */
export async function unpackTar(file: string, into: string): Promise<void> {
  await extract({
    file,
    cwd: into,
    strict: true,
    preserveOwner: false,
    processUmask: 0o022,
    filter: (_path, entry) => {
      const {type, mode} = entry as ReadEntry;
      (entry as ReadEntry).mode = ((mode ?? 0o644) & 0o777) | (type === 'Directory' ? 0o700 : 0o600);
      return true;
    },
  });
}

function describeEntry({path, type, size, linkpath}: ReadEntry): ArchiveEntry {
  return {path, type: TYPES[type] ?? 'other', bytes: size, ...(linkpath === undefined ? {} : {target: linkpath})};
}
