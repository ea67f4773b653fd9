import {mkdir, writeFile} from 'node:fs/promises';
import type {Host} from '@devstack/sdk';
import {temporaryName} from '../host/local-files.ts';

const EFFECTS = new Set(['run', 'writeFile', 'makeDirectory', 'makeSymlink', 'remove', 'rename']);

/** What the local host has done when it is killed in the middle of an effect. */
const HALVES: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  makeDirectory: (directory) => mkdir(directory, {mode: 0o700}),
  writeFile: (file) => writeFile(temporaryName(file), 'half'),
};

/** What a crash looks like from inside: from the chosen effect on, nothing has any effect any more. */
export class Crash extends Error {}

/**
 * A host that stops working at the n-th effect: just before it, in the middle, or just after it has happened. Then every call fails, as it does for a
 * process that was killed: nothing can be cleaned up.
 */
export function failingHost(
  host: Host,
  failAt: number,
  when: 'before' | 'within' | 'after',
): {readonly host: Host; readonly effects: () => number} {
  let effects = 0;
  let crashed = false;
  const guard = async (name: string, args: unknown[], call: () => Promise<unknown>): Promise<unknown> => {
    if (crashed) throw new Crash('crashed');
    effects += 1;
    if (effects !== failAt) return call();
    if (when === 'after') await call();
    if (when === 'within') await HALVES[name]?.(String(args[0]));
    crashed = true;
    throw new Crash('crashed');
  };
  const proxy = new Proxy(host, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function') return member;
      const call = (...args: unknown[]): Promise<unknown> => Reflect.apply(member, target, args) as Promise<unknown>;
      return EFFECTS.has(String(name)) ? (...args: unknown[]) => guard(String(name), args, () => call(...args)) : call;
    },
  });
  return {host: proxy, effects: () => effects};
}
