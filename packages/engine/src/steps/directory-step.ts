import path from 'node:path';
import type {Applied, DirectoryArgs, Host, Kept, Probe, StepContext, StepDescription, StepHandler} from '@devstack/sdk';

interface Before {
  readonly [key: string]: string;
  readonly was: 'absent' | 'directory';
}

const SHOWN_NAMES = 5;

/** A directory: made with its mode and owner; a directory that was there keeps its own. */
export class DirectoryStep implements StepHandler<DirectoryArgs, Before, null> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  readonly merge = {
    key: (args: DirectoryArgs): string => args.path,
    combine: (all: readonly DirectoryArgs[]): DirectoryArgs => all[0]!,
  };

  describe({args}: {readonly args: DirectoryArgs}): StepDescription {
    return {title: `directory ${args.path}`};
  }

  async probe(args: DirectoryArgs): Promise<Probe> {
    return (await this.#host.stat(args.path))?.type === 'directory' ? 'present' : 'absent';
  }

  async capture(args: DirectoryArgs): Promise<Before> {
    return {was: (await this.#host.stat(args.path)) === undefined ? 'absent' : 'directory'};
  }

  async apply(args: DirectoryArgs, {before}: {readonly before: Before}, context: StepContext): Promise<null> {
    // A run that was killed may have made it and not yet given it its mode and owner; nothing is in it then.
    const isOurs = before.was === 'absent';
    if (isOurs && (await this.#host.list(args.path))?.length === 0) await this.#host.remove(args.path);
    const owner = {user: context.ownership(args.owner).user, group: context.ownership(args.group ?? args.owner).group};
    await this.#host.makeDirectory(args.path, {mode: args.mode, owner});
    return null;
  }

  async revert({args, before}: Applied<DirectoryArgs, Before, null>): Promise<readonly Kept[]> {
    if (before.was === 'directory') return [];
    if (args.contents === 'ours') {
      await this.#host.remove(args.path, {recursive: true});
      return [];
    }
    const names = await this.#host.list(args.path);
    if (names === undefined) return [];
    if (names.length > 0 && args.contents === 'kept') return [];
    if (names.length > 0) return [{what: args.path, why: `it holds what devstack did not make: ${shorten(names)}`}];
    await this.#host.remove(args.path);
    return [];
  }
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).map((name) => path.basename(name));
  return names.length > SHOWN_NAMES ? `${shown.join(', ')} and ${names.length - SHOWN_NAMES} more` : shown.join(', ');
}
