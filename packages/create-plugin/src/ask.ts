import {createInterface} from 'node:readline/promises';
import {DevstackError} from '@devstack/sdk';
import type {Arguments} from './arguments.ts';
import {KINDS} from './kinds.ts';
import type {PluginAnswers} from './plugin-plan.ts';

/** Asks a person one question; an empty answer is the proposal. */
export type Ask = (question: string, proposal?: string) => Promise<string>;

/** What is not told is asked for, or with `yes` is what most want. @param ask undefined where nobody can be asked */
export async function completeAnswers(given: Arguments, ask: Ask | undefined): Promise<PluginAnswers> {
  const asks = given.yes ? undefined : ask;
  const name = given.name ?? (await asks?.('name'));
  if (!name) {
    throw new DevstackError('cannot make a plugin without a name: npm create @devstack/plugin NAME', {
      code: 'DEVSTACK_ERR_CONFIG_VALUE',
    });
  }
  const kind = given.kind ?? (await asks?.(`kind (${Object.keys(KINDS).join(', ')})`, 'component')) ?? 'component';
  return {name, kind, ...(given.directory === undefined ? {} : {directory: given.directory})};
}

/** Asks at a terminal. */
export async function askAtTerminal(question: string, proposal = ''): Promise<string> {
  const terminal = createInterface({input: process.stdin, output: process.stdout});
  try {
    return (await terminal.question(`${question}${proposal === '' ? '' : ` [${proposal}]`}: `)).trim() || proposal;
  } finally {
    terminal.close();
  }
}
