#!/usr/bin/env node
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {type Argv, messageOf, type PluginManifest} from '@devstack/sdk';
import {tryComponent} from '@devstack/sdk/testing';
import {showTrial} from './trial-view.ts';

const USAGE = `try-plugin [DIRECTORY] [--devstack PROGRAM]

Takes every component of a plugin through all phases in a root of its own, and shows what each phase made and what was left behind.
`;

async function main(args: string[]): Promise<boolean> {
  const options = {devstack: {type: 'string', default: 'devstack'}, help: {type: 'boolean', short: 'h'}} as const;
  const {values, positionals} = parseArgs({args, allowPositionals: true, options});
  if (values.help) return write(USAGE);
  const directory = resolve(positionals[0] ?? '.');
  const devstack: Argv = [values.devstack];
  const components = componentsOf(directory);
  if (components.length === 0) throw new Error(`cannot try ${directory}: its package.json provides no component`);
  let isClean = true;
  for (const component of components) {
    const trial = await tryComponent({directory, component, devstack});
    const shown = showTrial(component, trial);
    write(shown.text);
    isClean &&= shown.isClean;
  }
  return isClean;
}

function componentsOf(directory: string): string[] {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {devstack?: PluginManifest};
  return Object.keys(manifest.devstack?.provides.component ?? {});
}

function write(text: string): true {
  process.stdout.write(text);
  return true;
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = 2;
}
