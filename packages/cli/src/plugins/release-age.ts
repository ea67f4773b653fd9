import {DevstackError} from '@devstack/sdk';
import compare from 'semver/functions/compare.js';
import prerelease from 'semver/functions/prerelease.js';
import type {LockedPlugin} from './lock-file.ts';
import type {Candidate} from './plugin-candidate.ts';
import {isOurs} from './trust.ts';

/** What a thief published with somebody's password is mostly found and taken back by then. */
export const LEAST_AGE_DAYS = 3;
const DAY_MS = 86_400_000;

/** When a version of others has been out for long enough; undefined when it has, when it was agreed to before, or when nobody knows. */
export function tooNewUntil(
  candidate: Candidate,
  locked: LockedPlugin | undefined,
  now = Date.now(),
): Date | undefined {
  const {name, version, integrity, releases = {}} = candidate;
  if (isOurs(name) || (locked !== undefined && locked.integrity === integrity)) return undefined;
  const until = oldEnoughAt(releases[version] ?? '');
  return until > now ? new Date(until) : undefined;
}

/** Throws for a version of others that is too new. */
export function refuseNew(candidate: Candidate, locked: LockedPlugin | undefined, now = Date.now()): void {
  const until = tooNewUntil(candidate, locked, now);
  if (until === undefined) return;
  const {name, version} = candidate;
  const older = newestOldEnough(candidate, now);
  throw new DevstackError(
    `cannot install ${name}@${version}: it is too new until ${until.toISOString()}, because bad versions of others are mostly found in ${LEAST_AGE_DAYS} days`,
    {
      code: 'DEVSTACK_ERR_PLUGIN_TRUST',
      suggestions: [
        ...(older === undefined ? [] : [`devstack plugins install ${name}@${older}`]),
        `to take it now: devstack plugins install ${name}@${version} --allow-new`,
      ],
    },
  );
}

function newestOldEnough({version, releases = {}}: Candidate, now: number): string | undefined {
  return Object.keys(releases)
    .filter((one) => compare(one, version) < 0 && prerelease(one) === null && oldEnoughAt(releases[one]!) <= now)
    .sort(compare)
    .at(-1);
}

/** In milliseconds; NaN, which is neither sooner nor later, for no time. */
function oldEnoughAt(published: string): number {
  return Date.parse(published) + LEAST_AGE_DAYS * DAY_MS;
}
