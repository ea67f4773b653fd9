import {type ChildProcess, spawn} from 'node:child_process';
import {type Ended, testEnvironment, watch} from './spawn-cli.ts';

export interface TerminalOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** A question, and what is typed once it is shown. */
  readonly typed?: readonly [string, string];
  /** A command of the shell that runs after it, on the same terminal. */
  readonly after?: string;
}

/** Runs Node on a pseudo-terminal of its own; `script` of util-linux makes it, and what it shows comes on standard output. */
export function onTerminal(
  argv: readonly string[],
  {variables = {}, typed, after}: TerminalOptions = {},
): Promise<Ended> {
  const words = [process.execPath, ...argv].join(' ');
  const command = `stty cols 80 rows 24; ${after === undefined ? `exec ${words}` : `${words}; ${after}`}`;
  const env = testEnvironment({TERM: 'xterm', SHELL: '/bin/sh', ...variables});
  const child = spawn('script', ['-qec', command, '/dev/null'], {env});
  if (typed !== undefined) typeAfter(child, ...typed);
  return watch(child).ended;
}

function typeAfter(child: ChildProcess, question: string, answer: string): void {
  let shown = '';
  const listen = (data: Buffer): void => {
    shown += data;
    if (!shown.includes(question)) return;
    child.stdout?.off('data', listen);
    child.stdin?.write(answer);
  };
  child.stdout?.on('data', listen);
}
