import type {Begun, ListedPath} from '@devstack/package-traces';
import type {Argv, Host} from '@devstack/sdk';
import {qualifiedName} from './package-query.ts';

/** A killed transaction may have gone on configuring so long after it unpacked the last package. */
const CONFIGURING_SECONDS = 180;

/** When each package was unpacked: dpkg writes the list of its files then. */
const unpackedCommand: Argv = ['find', '/var/lib/dpkg/info', '-name', '*.list', '-printf', '%T@ %f\\n'];

/**
 * Tells whether a path was made by the transaction. After a crash hours may lie between its two attempts; what appeared in these hours is
 * somebody else's.
 */
export async function readTimeline(host: Host, begun: Begun): Promise<(path: ListedPath) => boolean> {
  if (begun.at === begun.firstAt) return ({since}) => since >= begun.at;
  const {stdout} = await host.run(unpackedCommand);
  const lastAt = lastUnpacked(stdout, begun);
  return ({since}) => since >= begun.at || (since >= begun.firstAt && since <= lastAt + CONFIGURING_SECONDS);
}

/** When the first attempt unpacked its last package. */
export function lastUnpacked(output: string, {packages, firstAt, at}: Begun): number {
  const ours = new Set(packages);
  const times = output.split('\n').flatMap((line) => {
    const [, time, name, arch] = /^(\S+) ([^:]+)(?::(.+))?\.list$/.exec(line) ?? [];
    if (time === undefined || name === undefined) return [];
    const isOurs = ours.has(name) || ours.has(qualifiedName(name, arch ?? '', ''));
    return isOurs && Number(time) < at ? [Number(time)] : [];
  });
  return Math.max(firstAt, ...times);
}
