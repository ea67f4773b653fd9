import {readFileSync} from 'node:fs';
import {makeRequiresLazy} from './lazy-requires.js';

/** Edits of single files; each pattern must be found, so that a new oclif cannot pass by unnoticed. */
const EDITS = [
  {
    // 90 patterns are compiled to compare nine names with ten; only a pattern with a wildcard needs that.
    file: /config\/plugin-loader\.js$/,
    from: '(0, minimatch_1.minimatch)(p, w)',
    to: '(/[^\\w@./-]/.test(w) ? (0, minimatch_1.minimatch)(p, w) : p === w)',
  },
  {
    // Only says `wsl` instead of `linux` in the version; it costs 7 ms.
    file: /util\/os\.js$/,
    from: "(await import('wsl-utils')).isWsl ? 'wsl' : (0, node_os_1.platform)()",
    to: '(0, node_os_1.platform)()',
  },
  {
    // Where a package lies is all that is asked; resolving its exports as well takes 1 ms for each plugin.
    file: /util\/find-root\.js$/,
    from: 'let pkgPath;',
    to: `for (const next of up(root)) {
      const candidate = (0, node_path_1.join)(next, 'node_modules', name);
      if ((0, fs_1.existsSync)((0, node_path_1.join)(candidate, 'package.json'))) return require('node:fs').realpathSync(candidate);
    }
    let pkgPath;`,
  },
  {
    // A plugin that brings no commands has no manifest of commands either: two files less to look for in each.
    file: /config\/plugin\.js$/,
    from: 'if (!isIgnoreManifest) {',
    to: 'if (!isIgnoreManifest && this.commandDiscoveryOpts) {',
  },
  {
    // Ids are ASCII; the first comparison by the rules of a language loads those rules, which takes 5 ms.
    file: /config\/plugin\.js$/,
    from: 'a.id.localeCompare(b.id)',
    to: '(a.id < b.id ? -1 : 1)',
  },
];

/** An esbuild plugin: oclif, but only the parts of it that a command uses are loaded. */
export const oclifFaster = {
  name: 'oclif-faster',
  setup(build) {
    build.onLoad({filter: /@oclif\/core\/lib\/.*\.js$/}, ({path}) => ({
      contents: makeRequiresLazy(edit(path, readFileSync(path, 'utf8'))),
      loader: 'js',
    }));
  },
};

function edit(path, code) {
  return EDITS.filter(({file}) => file.test(path)).reduce((text, {from, to}) => {
    if (!text.includes(from)) throw new Error(`cannot make ${path} faster: it has no ${from}`);
    return text.replace(from, to);
  }, code);
}
