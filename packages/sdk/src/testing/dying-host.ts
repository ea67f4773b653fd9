import type {Host} from '../host.ts';

const METHODS = [
  'facts',
  'run',
  'which',
  'stat',
  'readFile',
  'readText',
  'writeFile',
  'makeDirectory',
  'makeSymlink',
  'remove',
  'list',
  'rename',
] as const satisfies readonly (keyof Host)[];

/**
 * A host as a process sees it that is killed at its call number `calls`: nothing of what it calls then or later ever returns to it.
 * `during`: that call still takes effect on the machine, as a program does that was started before.
 */
export function dyingHost(
  host: Host,
  calls: number,
  moment: 'before' | 'during',
): {readonly host: Host; readonly died: Promise<undefined>} {
  let left = calls;
  const {promise: died, resolve: die} = Promise.withResolvers<undefined>();
  const wrap = (method: (...args: never[]) => Promise<unknown>) => {
    return (...args: never[]): Promise<unknown> => {
      if (left-- > 0) return method.apply(host, args);
      if (left === -1 && moment === 'during') method.apply(host, args).catch(() => undefined);
      die(undefined);
      return new Promise(() => undefined);
    };
  };
  const methods = METHODS.map((name) => [name, wrap(host[name] as (...args: never[]) => Promise<unknown>)]);
  return {host: {kind: host.kind, ...Object.fromEntries(methods)} as Host, died};
}
