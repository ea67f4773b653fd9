import {dirname, resolve} from 'node:path';
import type {Host, PythonArgs} from '@devstack/sdk';
import {sha256Of} from './index-client.ts';
import type {SourceTree} from './source-tree.ts';

/** Written last, into the environment: an environment with a stamp is complete. */
export interface PythonStamp {
  /** Of everything that decides what is in the environment. */
  readonly digest: string;
  /** The interpreter that was wanted and the one that the environment has, behind all links: others after an upgrade. */
  readonly interpreters: readonly string[];
}

const LINKS_AT_MOST = 10;

export function stampPath(environment: string): string {
  return `${environment}/devstack.json`;
}

export function digestOf(
  {environment, interpreter, requirements, locks, editable}: PythonArgs,
  trees: readonly SourceTree[],
): string {
  const texts = locks.map(({text}) => text).toSorted();
  const metadata = trees.map((tree) => tree.metadata);
  return sha256Of(
    JSON.stringify([environment, interpreter, requirements.toSorted(), texts, editable.toSorted(), metadata]),
  );
}

export async function readInterpreters(host: Host, {interpreter, environment}: PythonArgs): Promise<string[]> {
  const paths = [interpreter, `${environment}/bin/python`];
  return (await Promise.all(paths.map((path) => followLinks(host, path)))).map((path) => path ?? '');
}

/** Whether the environment is complete and both interpreters are still what they were. */
export function isUsable(stamp: PythonStamp | undefined, interpreters: readonly string[]): stamp is PythonStamp {
  return stamp?.interpreters.every((path, index) => path !== '' && path === interpreters[index]) === true;
}

export async function readStamp(host: Host, environment: string): Promise<PythonStamp | undefined> {
  const text = await host.readText(stampPath(environment));
  return text === undefined ? undefined : (JSON.parse(text) as PythonStamp);
}

export async function writeStamp(host: Host, environment: string, stamp: PythonStamp): Promise<void> {
  await host.writeFile(stampPath(environment), `${JSON.stringify(stamp)}\n`, {mode: 0o644});
}

/** The file behind all links; undefined when there is none. */
async function followLinks(host: Host, path: string, links = 0): Promise<string | undefined> {
  const info = await host.stat(path);
  if (info === undefined || links > LINKS_AT_MOST) return undefined;
  if (info.target === undefined) return path;
  return followLinks(host, resolve(dirname(path), info.target), links + 1);
}
