import {DevstackError, type Fetched, type Host, type Source} from '@devstack/sdk';
import {sha256Of} from './index-client.ts';
import {makeDirectories} from './make-directories.ts';

/** What stands beside a fetched file: which source it is of, and how it was when it came. */
interface FetchedRecord {
  readonly uri: string;
  readonly filename: string;
  /** `sha256:...` */
  readonly identity: string;
}

export interface FetchedFile extends FetchedRecord {
  readonly path: string;
  readonly isThere: boolean;
  /** Changed by somebody since it came, or with something beside it. */
  readonly isEdited: boolean;
}

const RECORD = '.devstack-fetched.json';

/** undefined where nothing was fetched. Throws DEVSTACK_ERR_SOURCE_CHANGED where something is that nobody fetched. */
export async function readFetched(host: Host, into: string): Promise<FetchedFile | undefined> {
  const names = (await host.list(into)) ?? [];
  if (names.length === 0) return undefined;
  const text = await host.readText(`${into}/${RECORD}`);
  if (text === undefined) throw changed(into, 'there is something in it that devstack did not fetch');
  const record = JSON.parse(text) as FetchedRecord;
  const path = `${into}/${record.filename}`;
  const content = await host.readFile(path);
  const hasMore = names.some((name) => name !== RECORD && name !== record.filename);
  const isEdited = hasMore || (content !== undefined && sha256Of(content) !== record.identity);
  return {...record, path, isThere: content !== undefined, isEdited};
}

export function isSameSource(fetched: FetchedFile, {uri, checksum}: Source): boolean {
  return fetched.isThere && fetched.uri === uri && (checksum === undefined || checksum === fetched.identity);
}

/** Replaces what was fetched before. The record stands before the file, so that a file without one is never ours. */
export async function writeFetched(
  host: Host,
  into: string,
  file: {readonly uri: string; readonly filename: string; readonly content: Uint8Array},
  previous: FetchedFile | undefined,
): Promise<Fetched> {
  const {uri, filename, content} = file;
  const identity = sha256Of(content);
  const path = `${into}/${filename}`;
  await makeDirectories(host, into);
  if (previous !== undefined) await host.remove(previous.path);
  await host.writeFile(`${into}/${RECORD}`, `${JSON.stringify({uri, filename, identity})}\n`, {mode: 0o644});
  await host.writeFile(path, content, {mode: 0o644});
  return {path, identity, changed: true};
}

export function changed(into: string, reason: string): DevstackError {
  return new DevstackError(`cannot fetch into ${into}: ${reason}`, {
    code: 'DEVSTACK_ERR_SOURCE_CHANGED',
    suggestions: [`look at it, and if nobody needs it: rm -r ${into}`],
  });
}
