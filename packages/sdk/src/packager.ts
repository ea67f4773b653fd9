import type {JsonObject} from './json.ts';
import type {Progress} from './progress.ts';

/** A package that is wanted. */
export interface PackageRequest {
  readonly name: string;
  /** `2:22.0.*`: the newest version that matches; any version when missing. */
  readonly version?: string;
  /** False: stays on the machine at uninstall even if we installed it. */
  readonly removable?: boolean;
}

/** What a packager is given with each transaction. */
export interface PackagerContext {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What uninstall left in place, and why. Shown to the user. */
export interface Kept {
  readonly what: string;
  readonly why: string;
}

/**
 * Installs and removes packages of one kind. One transaction per call, however many packages.
 *
 * The life of a transaction: `capture` (what is there before; written to the trace), `install`, and later `remove` with both
 * records. A crash anywhere between is repaired by calling the same method again with the same `before`.
 */
export interface Packager {
  /** Which of the requests are not fulfilled; cheap (one query), needs no root and no network. */
  missing(requests: readonly PackageRequest[]): Promise<readonly PackageRequest[]>;
  /** What `remove` needs to know of the time before: installed packages, marks, users, files. Plain data, at most some MB. */
  capture(requests: readonly PackageRequest[]): Promise<JsonObject>;
  /**
   * Repairs an interrupted transaction, then installs what is missing. Starts no service of the distribution.
   * Idempotent. Returns what this installation owns now, which includes `previous`.
   * Throws DEVSTACK_ERR_PACKAGES (with the packager's own words), DEVSTACK_ERR_NETWORK, DEVSTACK_ERR_PERMISSION, DEVSTACK_ERR_DISK_FULL.
   */
  install(
    requests: readonly PackageRequest[],
    before: JsonObject,
    previous: JsonObject | undefined,
    context: PackagerContext,
  ): Promise<JsonObject>;
  /**
   * Removes what is owned and no longer in `keep` (with `{}` for owned: what an `install` that never ended may have brought), together with what the packages left behind (files, users, groups).
   * Idempotent. Returns what is still owned, and what was kept on purpose.
   */
  remove(
    before: JsonObject,
    owned: JsonObject,
    keep: readonly PackageRequest[],
    context: PackagerContext,
  ): Promise<{readonly owned: JsonObject; readonly kept: readonly Kept[]}>;
  /** For the plan: what `install` would do, without doing it. Needs no root. */
  preview?(
    requests: readonly PackageRequest[],
  ): Promise<{readonly install: readonly string[]; readonly downloadBytes?: number}>;
  /**
   * Puts the files of packages into a directory of their own (`<into>/usr/lib/...`), fetched and checked as for an installation: nothing is
   * installed, none of their scripts is run, and what they depend on does not come along. What was in the directory goes. Idempotent; whole
   * or not at all. Needs no root, unless the lists of packages are missing. Returns what was unpacked, with versions. Throws as `install`.
   */
  unpack?(names: readonly string[], into: string, context: PackagerContext): Promise<readonly string[]>;
  /** Why root is needed, for the plan; undefined when it is not. */
  readonly privileged?: string;
}
