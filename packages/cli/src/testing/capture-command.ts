import path from 'node:path';
import {Config} from '@oclif/core/config';
import {captureOutput} from '@oclif/test';

interface CommandClass {
  readonly name: string;
  id?: string;
  run(argv?: string[], config?: unknown): Promise<unknown>;
}

export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
  readonly error: Error | undefined;
  /** What the command left in `process.exitCode`. */
  readonly exitCode: number;
}

const root = path.resolve(import.meta.dirname, '../..');
let config: Promise<Config> | undefined;

/** Runs a command in this process, as `devstack` would after it found it. */
export async function captureCommand(command: CommandClass, argv: string[]): Promise<Captured> {
  config ??= Config.load({root, userPlugins: false, devPlugins: false, ignoreManifest: true});
  const loaded = await config;
  command.id ??= command.name.toLowerCase();
  const {stdout, stderr, error} = await captureOutput(() => command.run(argv, loaded));
  const exitCode = Number(process.exitCode ?? 0);
  // The test runner would take it for its own.
  process.exitCode = 0;
  return {stdout, stderr, error, exitCode};
}
