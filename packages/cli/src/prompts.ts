import type {Ask} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';

interface Stream {
  readonly isTTY?: boolean;
}

export interface Promptability {
  readonly stdin: Stream;
  readonly stderr: Stream;
  readonly noPrompt: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Somebody sits at a terminal and did not say that nothing may be asked. */
export function canPrompt({stdin, stderr, noPrompt, variables}: Promptability): boolean {
  const isCi = !['', '0', 'false'].includes(variables.CI ?? '');
  return stdin.isTTY === true && stderr.isTTY === true && !noPrompt && !isCi;
}

/** Asks for secrets on the terminal; nothing of what is typed is shown, and standard output stays free for data. */
export const askHidden: Ask = async (questions) => {
  const {default: password} = await import('@inquirer/password');
  const answers: Record<string, string> = {};
  for (const {name, ask} of questions) {
    const message = `${ask} (empty: generate one)`;
    answers[name] = await password({message}, {input: process.stdin, output: process.stderr}).catch(onNoAnswer);
  }
  return answers;
};

function onNoAnswer(error: unknown): never {
  if (error instanceof Error && error.name !== 'ExitPromptError') throw error;
  throw new DevstackError('cannot go on: a question was not answered', {
    code: 'DEVSTACK_ERR_INTERRUPTED',
    suggestions: ['run the same command again; --no-prompt generates every secret that is not configured'],
    cause: error,
  });
}
