import type {Progress} from './progress.ts';

/** Something to fetch. Plain data. */
export interface Source {
  /** `git+https://host/repo`, `https://host/file.tar.gz`, `file:///path`, `pypi:name==version`. */
  readonly uri: string;
  /** Branch, tag or commit, where the scheme has them. */
  readonly ref?: string;
  /** `sha256:` and 64 hex digits. An http archive is refused without one. */
  readonly checksum?: string;
}

/** What a downloader has fetched, or has found to be there. */
export interface Fetched {
  /** Absolute path of the file or directory that was fetched. */
  readonly path: string;
  /** What exactly it is: a commit, or `sha256:...`. */
  readonly identity: string;
  /** False when it was there already and is the same. */
  readonly changed: boolean;
}

/**
 * Fetches sources of some schemes. The schemes stand in the plugin's manifest.
 *
 * `fetch` is idempotent: the same source into the same place again changes nothing. After an interruption, `into` either does
 * not exist or is complete, or the next `fetch` repairs it. Work of a user in a checkout is never overwritten: that is
 * DEVSTACK_ERR_SOURCE_CHANGED, which says what to do. Throws also DEVSTACK_ERR_NETWORK, DEVSTACK_ERR_NOT_FOUND,
 * DEVSTACK_ERR_CHECKSUM, DEVSTACK_ERR_ARCHIVE.
 */
export interface Downloader {
  /** @param into absolute path of the directory to make (an archive is unpacked into it; a single file is put in it) */
  fetch(
    source: Source,
    into: string,
    options: {readonly signal: AbortSignal; readonly progress: Progress},
  ): Promise<Fetched>;
  /** undefined when the source can be reached, else why not. Answers within a few seconds. */
  unreachable?(uri: string): Promise<string | undefined>;
  /** Why the fetched directory must not be deleted (work of a user that is nowhere else); undefined when it may. */
  modified?(path: string): Promise<string | undefined>;
}
