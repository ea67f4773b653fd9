import {createRequire} from 'node:module';
import path from 'node:path';

/** Packages that take long to load and that many commands do not need. */
const PACKAGES = ['yaml', 'semver/functions/satisfies.js', 'picocolors'];

/**
 * An esbuild plugin: modules of Node, and the packages named above, are loaded when one of their exports is first used. An `import` of a
 * module of Node would moreover read each of its exports, also those that load something large when they are read: `node:http` then
 * loads undici, which costs 20 ms.
 */
export const lazyModules = {
  name: 'lazy-modules',
  setup(build) {
    const unseen = new Set(PACKAGES);
    const packages = new RegExp(`^(${PACKAGES.join('|').replaceAll('.', String.raw`\.`)})$`);
    build.onResolve({filter: /^node:/}, ({path: name, kind}) =>
      kind === 'import-statement' ? {path: name, namespace: 'lazy-builtin'} : undefined,
    );
    build.onResolve({filter: packages}, ({path: name, kind, importer, resolveDir}) => {
      if (kind !== 'import-statement' || !importer.endsWith('.ts')) return undefined;
      unseen.delete(name);
      return {path: name, namespace: 'lazy-package', pluginData: resolveDir};
    });
    build.onEnd(() => {
      if (unseen.size > 0) throw new Error(`cannot load lazily what nobody imports: ${[...unseen].join(', ')}`);
    });
    build.onLoad({filter: /.*/, namespace: 'lazy-builtin'}, ({path: name}) => ({
      contents: lazyModule(process.getBuiltinModule(name), `process.getBuiltinModule('${name}')`),
    }));
    build.onLoad({filter: /.*/, namespace: 'lazy-package'}, ({path: name, pluginData: resolveDir}) => ({
      contents: lazyModule(createRequire(path.join(resolveDir, 'x'))(name), `require('${name}')`),
      resolveDir,
    }));
  },
};

/** The source of a module that has the exports of `example`, and evaluates `load` when one of them is used. */
export function lazyModule(example, load) {
  if (typeof example === 'function') return lazyFunction(example, load);
  const getters = Object.keys(example).map((name) => `get ${JSON.stringify(name)}() { return load().${name}; }`);
  return `let loaded; const load = () => (loaded ??= ${load});\nmodule.exports = {\n${getters.join(',\n')}\n};`;
}

/** A function waits until it is called; a class, which somebody may extend, is loaded at once. */
function lazyFunction(example, load) {
  const isClass = Object.keys(example.prototype ?? {}).length > 0;
  return isClass
    ? `module.exports = ${load};`
    : `let loaded; module.exports = (...args) => (loaded ??= ${load})(...args);`;
}
