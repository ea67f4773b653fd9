import path from 'node:path';
import {DevstackError} from '@devstack/sdk';

/** What somebody wants to have installed. */
export type PluginSpec =
  | {readonly from: 'registry'; readonly name: string; readonly tag: string}
  /** An archive made by `npm pack`; an absolute path. */
  | {readonly from: 'archive'; readonly file: string}
  /** Whatever else npm can fetch: an address of an archive, a git repository. */
  | {readonly from: 'address'; readonly address: string};

const PACKAGE = /^(?<name>(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)(?:@(?<tag>[^@/\s]+))?$/;

/** `swift`, `swift@1.2.0`, `@acme/plugin-x@^1`, `./x.tgz`, `https://example.org/x.tgz`, `git+ssh://...`, `owner/repository`. */
export function parsePluginSpec(text: string, cwd: string): PluginSpec {
  const file = text.replace(/^file:/, '');
  if (/\.(tgz|tar\.gz)$/.test(file) && !/^[a-z+]+:\/\//.test(file)) {
    return {from: 'archive', file: path.resolve(cwd, file)};
  }
  if (/^(\.{1,2}|\/|~)(\/|$)/.test(file) || text.startsWith('file:')) throw isDirectory(text);
  const {name, tag = 'latest'} = PACKAGE.exec(text)?.groups ?? {};
  if (name !== undefined) return {from: 'registry', name: packageOf(name), tag};
  if (/^[a-z+]+:/.test(text) || /^[\w.-]+\/[\w.-]+(#.+)?$/.test(text)) return {from: 'address', address: text};
  throw new DevstackError(`cannot install '${text}': it is neither a name, nor an archive, nor an address`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: [
      'a plugin of devstack has a short name: NAME for @devstack/plugin-NAME',
      'another one is named in full: @scope/name',
    ],
  });
}

/**
 * The package a name stands for. A name without a scope is short for one of ours: `swift` must never become somebody's package
 * `swift` only because @devstack/plugin-swift cannot be seen.
 */
export function packageOf(name: string): string {
  return name.startsWith('@') || name.startsWith('devstack-') ? name : `@devstack/plugin-${name}`;
}

/** `swift` for @devstack/plugin-swift; every other name is its own. */
export function shortName(name: string): string {
  return name.replace(/^@devstack\/plugin-/, '');
}

/** The name of an installed plugin among others: as it is, or as its short form stands for it. */
export function findByName<T extends {readonly name: string}>(plugins: readonly T[], given: string): T | undefined {
  return plugins.find(({name}) => name === given) ?? plugins.find(({name}) => name === packageOf(given));
}

function isDirectory(text: string): DevstackError {
  return new DevstackError(`cannot install '${text}': it is not an archive (.tgz)`, {
    code: 'DEVSTACK_ERR_UNKNOWN_NAME',
    suggestions: [`devstack plugins link ${text.replace(/^file:/, '')}`, 'or make an archive of it: npm pack'],
  });
}
