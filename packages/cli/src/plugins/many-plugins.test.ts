import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test, vi} from 'vitest';
import {pluginUser} from '../testing/plugin-user.ts';
import {componentPlugin} from '../testing/published-plugins.ts';
import {PROGRAM} from '../testing/spawn-built-cli.ts';
import {testEnvironment} from '../testing/spawn-cli.ts';

const COUNT = 30;

vi.setConfig({testTimeout: 60_000});

/** As they are on the disk after they were installed. */
function writePlugins(data: string): void {
  const names = Array.from({length: COUNT}, (_, index) => `@devstack/plugin-many-${index}`);
  for (const name of names) {
    const {content, ...manifest} = componentPlugin(name, name.replace('@devstack/plugin-', ''), '1.0.0');
    const directory = path.join(data, 'node_modules', name);
    mkdirSync(directory, {recursive: true});
    for (const [file, text] of Object.entries({'package.json': JSON.stringify(manifest), ...content})) {
      writeFileSync(path.join(directory, file), text);
    }
  }
  const plugins = names.map((name) => ({name, type: 'user', tag: 'latest'}));
  writeFileSync(path.join(data, 'package.json'), JSON.stringify({name: 'devstack', oclif: {schema: 1, plugins}}));
}

test('thirty plugins cost the version nothing, and no command that needs none of them runs their code', async () => {
  const [many, none] = [pluginUser('http://127.0.0.1:9/'), pluginUser('http://127.0.0.1:9/')];
  writePlugins(many.data);
  const loaded = path.join(many.home, 'loaded');
  for (const argv of [['explain', 'locked'], ['config', 'show'], ['status'], ['plugins'], ['--help']]) {
    expect((await many.run(argv, {LOADED: loaded})).stderr, argv.join(' ')).not.toContain('plugin-many');
  }
  expect((await many.run(['plugins'])).stdout.split('\n')).toHaveLength(COUNT + 1);
  expect(existsSync(loaded)).toBe(false);
  const cost = fastestMs(many.home) - fastestMs(none.home);
  expect(cost).toBeLessThan(30);
});

/** Of ten: what else goes on, on the machine, only ever makes a run slower. */
function fastestMs(home: string): number {
  const env = testEnvironment({HOME: home});
  const times = Array.from({length: 10}, () => {
    const began = performance.now();
    expect(spawnSync(process.execPath, [PROGRAM, '--version'], {env}).status).toBe(0);
    return performance.now() - began;
  });
  return Math.min(...times);
}
