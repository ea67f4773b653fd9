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
  const answer = await askAtTerminal('Install it? [y/N] ');
  if (answer === undefined) throw interrupted(what);
  if (!/^y(es)?$/i.test(answer.trim())) throw refused(`cannot install ${what}: it was not agreed to`, what);
}

/** What is typed, a line without its end; the end of a line where input ends, undefined at Ctrl-C. */
async function askAtTerminal(question: string): Promise<string | undefined> {
  const terminal = createInterface({input: process.stdin, output: process.stderr});
  const isInterrupted = new Promise<undefined>((resolve) => terminal.once('SIGINT', () => resolve(undefined)));
  const hasEnded = new Promise<string>((resolve) => terminal.once('close', () => resolve('\n')));
  try {
    const answer = await Promise.race([terminal.question(question).catch(() => '\n'), isInterrupted, hasEnded]);
    // Nobody has ended the line of the question.
    if (answer === undefined || answer === '\n') process.stderr.write('\n');
    return answer;
  } finally {
    terminal.close();
  }
}

function interrupted(what: string): DevstackError {
  return new DevstackError(`cannot install ${what}: it was not agreed to`, {code: 'DEVSTACK_ERR_INTERRUPTED'});
}

function refused(message: string, what: string): DevstackError {
  return new DevstackError(message, {
    code: 'DEVSTACK_ERR_PLUGIN_TRUST',
    suggestions: [`to agree to it: devstack plugins install ${what} --yes`],
  });
}
