import {globSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {build} from 'esbuild';
import {lazyModules} from './lazy-modules.js';
import {oclifFaster} from './oclif-faster.js';

const root = path.dirname(import.meta.dirname);

/** What CommonJS packages expect to find around them. */
const COMMONJS_NAMES = [
  `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);`,
  'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join('');

/** One file per command and hook, which oclif finds by name, and chunks that they share or load later. */
async function writeBundle() {
  const {metafile} = await build({
    absWorkingDir: root,
    entryPoints: globSync(['src/index.ts', 'src/commands/**/*.ts', 'src/hooks/*.ts'], {cwd: root}).filter(isSource),
    outbase: 'src',
    outdir: 'bundle',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    conditions: ['devstack-source'],
    external: ['@devstack/sdk', '@oclif/plugin-*'],
    banner: {js: COMMONJS_NAMES},
    plugins: [oclifFaster, lazyModules],
    logLevel: 'warning',
    metafile: true,
  });
  removeAllBut(Object.keys(metafile.outputs));
}

/** Chunks of an earlier bundle go last: a command that runs meanwhile still finds its own. */
function removeAllBut(outputs) {
  const stale = globSync('bundle/**/*.js', {cwd: root}).filter((file) => !outputs.includes(file));
  for (const file of stale) rmSync(path.join(root, file));
}

function isSource(file) {
  return !file.endsWith('.test.ts');
}

/** oclif reads this file instead of importing every command. It is made anew with each bundle, so it is never out of date. */
async function writeManifest() {
  const {Plugin} = createRequire(import.meta.url)('@oclif/core');
  const plugin = new Plugin({root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true});
  await plugin.load();
  const file = path.join(root, 'oclif.manifest.json');
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(plugin.manifest));
  renameSync(`${file}.${process.pid}`, file);
}

await writeBundle();
await writeManifest();
