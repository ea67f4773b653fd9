import * as assert from 'node:assert/strict';
import {mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {isAbsolute, join} from 'node:path';
import type {Downloader, Source} from '../downloader.ts';
import type {ContractCase} from './contract.ts';
import {casesWith, rejects} from './harness-cases.ts';

/** What a downloader is tried with. */
export interface DownloaderHarness {
  readonly downloader: Downloader;
  /** Can be fetched. */
  readonly source: Source;
  /** The same thing, of which the server has another state. */
  readonly newer: Source;
  /** The server answers, and does not have it. */
  readonly missing: Source;
  /** Nobody answers there. */
  readonly unreachable: Source;
  /** Absolute path of an empty directory; it belongs to the test. */
  readonly directory: string;
  /** Changes what was fetched as a user would who works on it. Returns the path of the file. */
  edit(path: string): Promise<string>;
  dispose(): Promise<void>;
}

type Try = (harness: DownloaderHarness, into: string) => Promise<void>;

/**
 * What every downloader must do. A harness is made anew for each case.
 *
 * @example registerContract(test, downloaderContract(async () => ({downloader: new FtpDownloader(createTestHost()), ...})));
 */
export function downloaderContract(create: () => Promise<DownloaderHarness>): readonly ContractCase[] {
  const cases = Object.entries(CASES).map(([title, body]) => {
    const inOwnPlace = (harness: DownloaderHarness) => body(harness, join(harness.directory, 'into'));
    return [title, inOwnPlace] as const;
  });
  return casesWith(create, Object.fromEntries(cases));
}

const CASES: Readonly<Record<string, Try>> = {
  'what is fetched is there, at the path and with the identity that are reported': async (harness, into) => {
    const fetched = await fetch(harness, harness.source, into);
    assert.equal(fetched.changed, true);
    assert.ok(isAbsolute(fetched.path) && fetched.path.startsWith(into), `${fetched.path} is not in ${into}`);
    assert.notEqual(fetched.identity, '');
    await stat(fetched.path);
  },
  'fetching the same again changes nothing': async (harness, into) => {
    const first = await fetch(harness, harness.source, into);
    const before = await stat(first.path);
    const second = await fetch(harness, harness.source, into);
    assert.deepEqual(second, {...first, changed: false});
    assert.equal((await stat(second.path)).ino, before.ino);
  },
  'another state replaces the one that was fetched': async (harness, into) => {
    const first = await fetch(harness, harness.source, into);
    const second = await fetch(harness, harness.newer, into);
    assert.equal(second.changed, true);
    assert.notEqual(second.identity, first.identity);
  },
  'an empty directory is filled': async (harness, into) => {
    await mkdir(into);
    assert.equal((await fetch(harness, harness.source, into)).changed, true);
  },
  'a directory with something else in it is left alone': async (harness, into) => {
    await mkdir(into);
    await writeFile(join(into, 'mine'), 'mine');
    await rejects(fetch(harness, harness.source, into), 'DEVSTACK_ERR_SOURCE_CHANGED');
    assert.deepEqual(await readdir(into), ['mine']);
  },
  'work of a user survives the fetch of the same, and refuses another state': async (harness, into) => {
    const {path} = await fetch(harness, harness.source, into);
    const edited = await harness.edit(path);
    const content = await readFile(edited, 'utf8');
    await fetch(harness, harness.source, into);
    const error = await rejects(fetch(harness, harness.newer, into), 'DEVSTACK_ERR_SOURCE_CHANGED');
    assert.ok(error.suggestions.length > 0, 'the error does not say what to do');
    assert.equal(await readFile(edited, 'utf8'), content);
  },
  'work of a user is a reason not to delete, where the downloader can tell': async (harness, into) => {
    const {path} = await fetch(harness, harness.source, into);
    assert.equal(await harness.downloader.modified?.(into), undefined);
    await harness.edit(path);
    if (harness.downloader.modified) assert.equal(typeof (await harness.downloader.modified(into)), 'string');
  },
  'what the server does not have is not found, and leaves nothing behind': async (harness, into) => {
    await rejects(fetch(harness, harness.missing, into), 'DEVSTACK_ERR_NOT_FOUND');
    assert.deepEqual(await readdir(harness.directory), []);
  },
  'a server that does not answer is a network error, and leaves nothing behind': async (harness, into) => {
    await rejects(fetch(harness, harness.unreachable, into), 'DEVSTACK_ERR_NETWORK');
    assert.deepEqual(await readdir(harness.directory), []);
  },
  'an interrupted fetch leaves nothing or everything, and the next one succeeds': async (harness, into) => {
    await assert.rejects(fetch(harness, harness.source, into, AbortSignal.abort()));
    const started = fetch(harness, harness.source, into, AbortSignal.timeout(15)).catch(() => undefined);
    await started;
    const {path} = await fetch(harness, harness.source, into);
    await stat(path);
    assert.deepEqual(await readdir(harness.directory), ['into']);
  },
  'a source says whether it can be reached, where the downloader can tell': async ({downloader, ...harness}) => {
    assert.equal(await downloader.unreachable?.(harness.source.uri), undefined);
    const why = (await downloader.unreachable?.(harness.unreachable.uri)) ?? 'cannot tell';
    assert.notEqual(why, '');
    if (downloader.unreachable) assert.notEqual(why, 'cannot tell');
  },
};

function fetch({downloader}: DownloaderHarness, source: Source, into: string, signal = new AbortController().signal) {
  return downloader.fetch(source, into, {signal, progress: () => undefined});
}
