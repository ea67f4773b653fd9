import {spawnSync} from 'node:child_process';
import {createRequire} from 'node:module';
import path from 'node:path';
import {expect, test} from 'vitest';
import {REPOSITORY} from './repository.ts';

const require = createRequire(import.meta.url);

/** Runs a program that an npm package brings. */
function runTool(name: string, command: string, argv: readonly string[]): {status: number | null; output: string} {
  const manifest = require.resolve(`${name}/package.json`);
  const {bin} = require(manifest) as {bin: Record<string, string>};
  const program = path.join(path.dirname(manifest), bin[command]!);
  const env = {...process.env, NO_COLOR: '1', FORCE_COLOR: '0'};
  const {status, stdout, stderr} = spawnSync(process.execPath, [program, ...argv], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env,
  });
  return {status, output: `${stdout}${stderr}`};
}

test('knip finds no file, export or dependency that nobody needs', {timeout: 60_000}, () => {
  const {status, output} = runTool('knip', 'knip', ['--no-progress', '--no-config-hints']);
  expect(status, output).toBe(0);
});

test('Biome has nothing to format and nothing to say', {timeout: 60_000}, () => {
  const {status, output} = runTool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']);
  expect(status, output).toBe(0);
});
