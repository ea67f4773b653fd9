import {spawnSync} from 'node:child_process';
import {realpathSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {REPOSITORY} from './repository.ts';

/** Runs a program that an npm package brings. */
function runTool(name: string, ...argv: string[]): {status: number | null; output: string} {
  const program = realpathSync(path.join(REPOSITORY, 'node_modules/.bin', name));
  const env = {...process.env, NO_COLOR: '1', FORCE_COLOR: '0'};
  const options = {cwd: REPOSITORY, encoding: 'utf8', env} as const;
  const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...argv], options);
  return {status, output: `${stdout}${stderr}`};
}

test('knip finds no file, export or dependency that nobody needs', {timeout: 60_000}, () => {
  const {status, output} = runTool('knip', '--no-progress', '--no-config-hints');
  expect(status, output).toBe(0);
});

test('Biome has nothing to format and nothing to say', {timeout: 60_000}, () => {
  const {status, output} = runTool('biome', 'check', '--error-on-warnings', '.');
  expect(status, output).toBe(0);
});
