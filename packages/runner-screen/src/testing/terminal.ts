import {spawn} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {stripVTControlCharacters} from 'node:util';
import type {Argv} from '@devstack/sdk';

/** A person at a terminal: what a program shows there, and what is typed. */
export interface Terminal {
  type(keys: string): void;
  /** Waits until what was shown since the beginning, or since `forget`, matches. */
  until(pattern: RegExp): Promise<void>;
  forget(): void;
  close(): void;
}

/** Runs a program on a terminal of its own, which `script` makes. */
export function openTerminal(argv: Argv): Terminal {
  const command = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const env = {PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm', LANG: 'C.UTF-8', SHELL: '/bin/sh'};
  const child = spawn('script', ['-qefc', `stty rows 40 cols 160; exec ${command}`, '/dev/null'], {env});
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  child.stdin.on('error', () => undefined);
  return {
    type: (keys) => void child.stdin.write(keys),
    forget: () => {
      shown = '';
    },
    close: () => void child.kill('SIGKILL'),
    async until(pattern) {
      const begun = Date.now();
      while (!pattern.test(stripVTControlCharacters(shown))) {
        if (Date.now() - begun > 10_000) throw new Error(`waited for ${pattern}, saw ${JSON.stringify(shown)}`);
        await sleep(20);
      }
    },
  };
}
