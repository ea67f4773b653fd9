import {DevstackError} from '@devstack/sdk';
import type {Candidate} from './plugin-candidate.ts';

/** What `npm view --json` printed; for a range of versions it is a list, of which npm would install the last. */
export function parseNpmView(stdout: string, requested: string): Candidate {
  const answer = parseAnswer(stdout, requested);
  if (answer.error !== undefined) throw registryError(answer.error, requested);
  return answer as unknown as Candidate;
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

function registryError(
  {code = 'unknown', summary = code}: NonNullable<Answer['error']>,
  requested: string,
): DevstackError {
  if (code === 'E404' || code === 'ETARGET') {
    return new DevstackError(`cannot install ${requested}: it is not in the registry`, {
      code: 'DEVSTACK_ERR_NOT_FOUND',
      suggestions: ['check the name; somebody else’s plugin is named in full: @scope/name or devstack-name'],
    });
  }
  return new DevstackError(`cannot reach the registry for ${requested}: ${summary.split('\n', 1)[0]}`, {
    code: 'DEVSTACK_ERR_NETWORK',
    suggestions: ['set DEVSTACK_NPM_REGISTRY, or https_proxy and NODE_EXTRA_CA_CERTS, if they are needed here'],
  });
}
