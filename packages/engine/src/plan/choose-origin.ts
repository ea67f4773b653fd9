import {DevstackError, type Downloads, type Origin} from '@devstack/sdk';
import type {Distro} from '../conf/distro.ts';
import type {Release} from '../conf/release.ts';

export interface OriginCandidate {
  readonly origin: Origin;
  /** What must be reachable; undefined when there is nothing to ask. */
  readonly uri: string | undefined;
}

/** Where a component's code could come from, in order of preference. */
export function candidatesOf(
  component: string,
  origins: readonly Origin[],
  release: (origin: Origin) => Release | undefined,
  distro: Distro,
): OriginCandidate[] {
  return (['pypi', 'git', 'distro'] as const)
    .filter((origin) => origins.includes(origin))
    .flatMap((origin): OriginCandidate[] => {
      if (!isDescribed(() => distro.part(component, origin))) return [];
      if (origin === 'distro') return [{origin, uri: undefined}];
      const series = release(origin);
      if (series === undefined || !isDescribed(() => series.part(component, origin))) return [];
      const {requirements, repository} = series.part(component, origin);
      const [first] = requirements;
      return [{origin, uri: origin === 'git' ? repository : first === undefined ? undefined : `pypi:${first}`}];
    });
}

function isDescribed(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (DevstackError.is(error) && error.code === 'DEVSTACK_ERR_UNSUPPORTED') return false;
    throw error;
  }
}

/** The first candidate that can be reached, and why. */
export async function firstReachable(
  component: string,
  candidates: readonly OriginCandidate[],
  downloads: Downloads,
): Promise<{readonly origin: Origin; readonly why: string}> {
  const refused: string[] = [];
  for (const {origin, uri} of candidates) {
    const reason = uri === undefined ? undefined : await downloads.unreachable(uri);
    if (reason === undefined) {
      const why = refused.length === 0 ? 'it is the first choice and can be reached' : `not ${refused.join(', not ')}`;
      return {origin, why};
    }
    refused.push(`${origin} (${reason})`);
  }
  throw new DevstackError(
    `cannot get ${component} from anywhere: ${refused.join('; ') || 'no origin is described here'}`,
    {
      code: 'DEVSTACK_ERR_NETWORK',
      suggestions: ['check the network and proxies', 'or name an origin: --set default.origin=pypi|git|distro'],
    },
  );
}
