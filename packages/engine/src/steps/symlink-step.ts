import type {
  Applied,
  Host,
  Kept,
  Probe,
  Step,
  StepContext,
  StepDescription,
  StepHandler,
  SymlinkArgs,
} from '@devstack/sdk';
import {capturePreImage, type PreImage, restorePreImage} from './pre-image.ts';

export class SymlinkStep implements StepHandler<SymlinkArgs, PreImage, null> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<SymlinkArgs>): StepDescription {
    return {title: `link ${args.path} to ${args.target}`};
  }

  async probe(args: SymlinkArgs): Promise<Probe> {
    const info = await this.#host.stat(args.path);
    if (info === undefined) return 'absent';
    return info.target === args.target ? 'present' : 'changed';
  }

  capture(args: SymlinkArgs, context: StepContext): Promise<PreImage> {
    return capturePreImage(this.#host, context.store, args.path);
  }

  async apply(args: SymlinkArgs): Promise<null> {
    await this.#host.remove(args.path);
    await this.#host.makeSymlink(args.target, args.path);
    return null;
  }

  async revert({args, before}: Applied<SymlinkArgs, PreImage, null>, context: StepContext): Promise<readonly Kept[]> {
    const info = await this.#host.stat(args.path);
    if (info !== undefined && info.target !== args.target) {
      return [{what: args.path, why: 'it was changed after devstack made it'}];
    }
    await restorePreImage(this.#host, context.store, args.path, before);
    return [];
  }
}
