/** One name from one module: `{what: 'import type {Host}', from: '@devstack/sdk'}`. */
export interface ModuleImport {
  /** The text between the keyword and the module, keyword included. */
  readonly what: string;
  readonly from: string;
}

const STATEMENT = /^(?:import|export)\b(?:[^;'"`]*?\bfrom)? '([^']+)'/gm;
const CALL = /\bimport\('([^']+)'\)/g;

/** Every import of a module as Biome formats it: statements, types included, and calls. */
export function readImports(code: string): ModuleImport[] {
  const read = (pattern: RegExp): ModuleImport[] =>
    [...code.matchAll(pattern)].map(([whole, from]) => ({
      what: whole.slice(0, whole.lastIndexOf(`'${from}'`)),
      from: from!,
    }));
  return [...read(STATEMENT), ...read(CALL)];
}

/** `@scope/name/deep` and `name/deep` without what is deep; undefined for files and for what Node brings. */
export function packageNameOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
