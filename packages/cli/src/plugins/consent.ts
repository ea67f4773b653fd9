import {createInterface} from 'node:readline/promises';
import {DevstackError} from '@devstack/sdk';
import {canPrompt} from '../prompts.ts';
import type {LockedPlugin} from './lock-file.ts';
import type {Candidate} from './plugin-candidate.ts';
import {describeRequest, needsConsent} from './trust.ts';

export interface Consent {
  /** Agreed to beforehand. */
  readonly yes: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** Shows whose code it is and what it asks for, and goes on only if somebody agrees. */
export async function askConsent(
  candidate: Candidate,
  locked: LockedPlugin | undefined,
  {yes, variables, say}: Consent,
): Promise<void> {
  if (!needsConsent(candidate, locked)) return;
  for (const line of describeRequest(candidate, locked)) say(line);
  if (yes) return;
  const what = `${candidate.name}@${candidate.version}`;
  if (!canPrompt({stdin: process.stdin, stderr: process.stderr, noPrompt: false, variables})) {
    throw refused(`cannot install ${what}: it is somebody else’s, and nobody can be asked here`, what);
  }
  if (!(await isAgreed())) throw refused(`cannot install ${what}: it was not agreed to`, what);
}

async function isAgreed(): Promise<boolean> {
  const terminal = createInterface({input: process.stdin, output: process.stderr});
  try {
    return /^y(es)?$/i.test((await terminal.question('Install it? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

function refused(message: string, what: string): DevstackError {
  return new DevstackError(message, {
    code: 'DEVSTACK_ERR_PLUGIN_TRUST',
    suggestions: [`to agree to it: devstack plugins install ${what} --yes`],
  });
}
