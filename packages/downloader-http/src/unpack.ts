import {DevstackError, messageOf} from '@devstack/sdk';
import {type ArchiveLimits, EntryJudge} from './entry-judge.ts';
import type {HttpSource} from './http-source.ts';

/** The largest source tree of OpenStack has 0.2 GB in 20,000 files. */
export const ARCHIVE_LIMITS: ArchiveLimits = {bytes: 4 * 1024 ** 3, entries: 200_000};

/**
 * Unpacks an archive after all of it was looked at. The libraries load when they are needed: most runs fetch no archive.
 * Throws DEVSTACK_ERR_ARCHIVE.
 */
export async function unpack(
  file: string,
  {uri, format}: HttpSource,
  into: string,
  signal: AbortSignal,
  limits = ARCHIVE_LIMITS,
): Promise<void> {
  const judge = new EntryJudge(limits);
  try {
    if (format === 'zip') await judgeAndUnpackZip(file, into, judge, signal);
    else await judgeAndUnpackTar(file, into, judge, signal);
  } catch (error) {
    if (signal.aborted || isErrno(error, 'ENOSPC')) throw error;
    throw new DevstackError(`cannot unpack ${uri}: ${messageOf(error)}`, {code: 'DEVSTACK_ERR_ARCHIVE', cause: error});
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}

async function judgeAndUnpackTar(file: string, into: string, judge: EntryJudge, signal: AbortSignal): Promise<void> {
  const {listTar, unpackTar} = await import('./tar-archive.ts');
  await listTar(file, (entry) => judge.add(entry), signal);
  judge.finish();
  await unpackTar(file, into);
}

async function judgeAndUnpackZip(file: string, into: string, judge: EntryJudge, signal: AbortSignal): Promise<void> {
  const {listZip, unpackZip} = await import('./zip-archive.ts');
  await listZip(file, (entry) => judge.add(entry), signal);
  judge.finish();
  await unpackZip(file, into, signal);
}
