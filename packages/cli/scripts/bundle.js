import {globSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {build} from 'esbuild';
import {oclifFaster} from './oclif-faster.js';

const root = path.dirname(import.meta.dirname);

/** What CommonJS packages expect to find around them. */
const COMMONJS_NAMES = [
  `import {createRequire as __createRequire} from 'node:module';`,
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join('');

/** One file per command and hook, which oclif finds by name, and chunks that they share or load later. */
async function writeBundle() {
  rmSync(path.join(root, 'bundle'), {recursive: true, force: true});
  await build({
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
    conditions: ['devstack-source'],
    external: ['@devstack/sdk', '@oclif/plugin-*'],
    banner: {js: COMMONJS_NAMES},
    plugins: [oclifFaster],
    logLevel: 'warning',
  });
}

function isSource(file) {
  return !file.endsWith('.test.ts');
}

/** oclif reads this file instead of importing every command. It is made anew with each bundle, so it is never out of date. */
async function writeManifest() {
  const {Plugin} = createRequire(import.meta.url)('@oclif/core');
  const plugin = new Plugin({root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true});
  await plugin.load();
  writeFileSync(path.join(root, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));
}

await writeBundle();
await writeManifest();
