import {DevstackError} from '@devstack/sdk';
import {npmError} from './npm-error.ts';
import type {Candidate} from './plugin-candidate.ts';

/** What `npm view --json` printed; for a range of versions it is a list, of which npm would install the last. */
export function parseNpmView(stdout: string, requested: string): Candidate {
  const answer = parseAnswer(stdout, requested);
  if (answer.error !== undefined) throw npmError(answer.error, requested);
  const {dist, _npmUser: publisher, time, versions = [], ...rest} = answer as ViewedPackage;
  return {
    ...rest,
    ...(time === undefined ? {} : {releases: releasesOf(time, versions)}),
    ...(publisher === undefined ? {} : {publisher}),
    ...(dist?.integrity === undefined ? {} : {integrity: dist.integrity}),
    ...(dist?.tarball === undefined ? {} : {resolved: dist.tarball}),
  };
}

interface ViewedPackage extends Candidate {
  readonly dist?: {readonly integrity?: string; readonly tarball?: string};
  readonly _npmUser?: string;
  readonly time?: Readonly<Record<string, string>>;
  /** npm prints one that is alone without its list. */
  readonly versions?: readonly string[] | string;
}

/** The times of versions that were taken back stay, and so do those of other events. */
function releasesOf(time: Readonly<Record<string, string>>, versions: readonly string[] | string) {
  return Object.fromEntries(Object.entries(time).filter(([version]) => [versions].flat().includes(version)));
}

interface Answer {
  readonly error?: {readonly code?: string; readonly summary?: string};
}

function parseAnswer(stdout: string, requested: string): Answer {
  try {
    const parsed: unknown = JSON.parse(stdout);
    return (Array.isArray(parsed) ? parsed.at(-1) : parsed) as Answer;
  } catch (error) {
    throw new DevstackError(`cannot ask the registry for ${requested}: npm printed no answer`, {
      code: 'DEVSTACK_ERR_NETWORK',
      cause: error,
    });
  }
}
