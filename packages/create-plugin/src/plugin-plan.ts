import {basename, resolve} from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {isPluginKind, KINDS, type PluginKind} from './kinds.ts';

/** What is to be written, and where. */
export interface PluginPlan {
  readonly kind: PluginKind;
  /** What users write: `hello`. */
  readonly name: string;
  /** The name of the npm package: `devstack-hello`, `@acme/devstack-hello`. */
  readonly packageName: string;
  /** Absolute. */
  readonly directory: string;
}

export interface PluginAnswers {
  /** A name, or the whole name of a package. */
  readonly name: string;
  readonly kind: string;
  /** Relative to the current directory; the package's own name when missing. */
  readonly directory?: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const SCOPE = /^@[a-z0-9][a-z0-9._-]*$/;
const LONGEST_NAME = 50;

/** @param from absolute path of the directory that relative ones start at */
export function planPlugin({name, kind, directory}: PluginAnswers, from: string): PluginPlan {
  if (!isPluginKind(kind)) {
    throw refuse(
      `cannot make a plugin of kind ${JSON.stringify(kind)}: the kinds are ${Object.keys(KINDS).join(', ')}`,
    );
  }
  const names = readNames(name);
  return {...names, kind, directory: resolve(from, directory ?? basename(names.packageName))};
}

function readNames(text: string): Pick<PluginPlan, 'name' | 'packageName'> {
  const parts = text.split('/');
  const scope = parts.length === 2 ? parts[0] : undefined;
  const own = parts.at(-1)!.replace(/^devstack-/, '');
  if (parts.length > 2 || (scope !== undefined && !SCOPE.test(scope)) || !NAME.test(own) || own.length > LONGEST_NAME) {
    throw refuse(
      `cannot name a plugin ${JSON.stringify(text)}: a name is lower-case letters, digits and single dashes, ` +
        `begins with a letter and has at most ${LONGEST_NAME} characters; a scope may stand before it, as in @acme/hello`,
    );
  }
  if (RESERVED.has(own))
    throw refuse(`cannot name a plugin ${JSON.stringify(text)}: the name has a meaning of its own`);
  return {name: own, packageName: scope === undefined ? `devstack-${own}` : `${scope}/devstack-${own}`};
}

/** Sections of the configuration, what a class cannot be called, and what the templates are called. */
const RESERVED = new Set(['default', 'images', 'component', 'example', 'object', 'test', 'index']);

function refuse(message: string): DevstackError {
  return new DevstackError(message, {code: 'DEVSTACK_ERR_CONFIG_VALUE'});
}
