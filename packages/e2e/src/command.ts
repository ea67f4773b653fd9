import {spawn} from 'node:child_process';
import {constants} from 'node:os';

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A shell's way of saying it: 128 + the signal's number for a program that a signal ended. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

export function commandFailure(argv: readonly string[], {code, stdout, stderr}: CommandResult, reason = ''): Error {
  const lines = `${stdout}\n${stderr}`.trimEnd().split('\n').slice(-30);
  return new Error(`cannot run ${argv.join(' ')}: ${reason || `exit ${code}`}\n${lines.join('\n')}`);
}

/** Runs a program of this machine, not of a lab, and returns its output. It may fail with the complaints tolerated. */
export async function runOnHost(argv: readonly [string, ...string[]], tolerated?: RegExp): Promise<string> {
  const child = spawn(argv[0], argv.slice(1), {stdio: ['ignore', 'pipe', 'pipe']});
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(exitCodeOf(status, signal)));
  });
  if (code !== 0 && !tolerated?.test(stderr)) throw commandFailure(argv, {code, stdout, stderr});
  return stdout;
}
