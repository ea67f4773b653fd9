import {spawn} from 'node:child_process';
import path from 'node:path';
import {type Ended, testEnvironment, watch} from './spawn-cli.ts';

export const PROGRAM = path.resolve(import.meta.dirname, '../../bin/run.js');

/** `devstack` as it is installed: the bundle. */
export function runBuiltCli(argv: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return watch(spawn(process.execPath, [PROGRAM, ...argv], {env: testEnvironment(variables)})).ended;
}
