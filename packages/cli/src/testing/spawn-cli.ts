import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import {makeScratch} from './scratch.ts';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Until standard error has the text. */
  saysOnStderr(text: string): Promise<void>;
}

const FAKE_CLI = path.join(import.meta.dirname, 'fake-cli.ts');

/** `devstack` with an engine that plays a scenario, in a process of its own. */
export function spawnFakeCli(argv: readonly string[], scenario = 'steps'): Running {
  const nodeArgv = [...fakeCliArgv, ...argv];
  return watch(spawn(process.execPath, nodeArgv, {env: testEnvironment({DEVSTACK_TEST_SCENARIO: scenario})}));
}

export const fakeCliArgv: readonly string[] = ['--conditions=devstack-source', FAKE_CLI];

/** A clean environment with a home of its own. */
export function testEnvironment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {PATH: process.env.PATH ?? '', HOME: makeScratch(), LANG: 'C.UTF-8', ...variables};
}

export function watch(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  const heard = new Set<() => void>();
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
    for (const check of heard) check();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({stdout, stderr, code})));
  const saysOnStderr = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (stderr.includes(text)) resolve();
      };
      heard.add(check);
      check();
      void ended.then(() => reject(new Error(`it ended without saying ${text}: ${stderr}`)));
    });
  return {child, ended, saysOnStderr};
}
