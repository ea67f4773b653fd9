import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

/** A test runner loads modules in its own way, so this is seen in a plain node. */
async function loadInNode(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'devstack-share-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, name)), {recursive: true});
    await writeFile(path.join(directory, name), content);
  }
  const plugin = {
    name: 'p',
    version: '1.0.0',
    directory,
    linked: false,
    manifest: {api: 1, entry: './index.js', provides: {component: {swift: {summary: 'x'}}}},
  };
  const script = `
    import {Component} from '@devstack/sdk';
    import {Registry} from '${new URL('registry.ts', import.meta.url).href}';
    const registry = new Registry([${JSON.stringify(plugin)}]);
    const Swift = await registry.load('component', 'swift');
    process.stdout.write(String(Swift.prototype instanceof Component));
  `;
  const argv = ['--conditions=devstack-source', '--input-type=module', '--eval', script];
  const {stdout} = await promisify(execFile)(process.execPath, argv, {cwd: import.meta.dirname});
  return stdout;
}

const esm =
  "import {Component} from '@devstack/sdk';\nexport default {component: {swift: async () => class extends Component {}}};\n";
const cjs =
  "const {Component} = require('@devstack/sdk');\nmodule.exports = {component: {swift: async () => class extends Component {}}};\n";

test('a plugin without an SDK gets the one of devstack', async () => {
  expect(await loadInNode({'package.json': '{"type": "module"}', 'index.js': esm})).toBe('true');
});

test('a CommonJS plugin gets it too', async () => {
  expect(await loadInNode({'package.json': '{}', 'index.js': cjs})).toBe('true');
});

test('a copy of the SDK that a plugin brings is not used', async () => {
  expect(
    await loadInNode({
      'package.json': '{"type": "module"}',
      'index.js': esm,
      'node_modules/@devstack/sdk/package.json': '{"name": "@devstack/sdk", "version": "9.0.0", "main": "index.js"}',
      'node_modules/@devstack/sdk/index.js': 'throw new Error("the wrong copy");',
    }),
  ).toBe('true');
});
