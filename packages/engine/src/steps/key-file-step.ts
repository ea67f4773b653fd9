import {randomBytes} from 'node:crypto';
import type {
  Applied,
  Host,
  Kept,
  KeyFileArgs,
  Probe,
  Step,
  StepContext,
  StepDescription,
  StepHandler,
} from '@devstack/sdk';
import {capturePreImage, type PreImage, restorePreImage} from './pre-image.ts';

/** Random key material, made once. It never changes by itself: tokens and credentials depend on it. */
export class KeyFileStep implements StepHandler<KeyFileArgs, PreImage, null> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  describe({args}: Step<KeyFileArgs>): StepDescription {
    return {title: `key file ${args.path}`, details: [`${args.bytes} random bytes`]};
  }

  async probe(args: KeyFileArgs): Promise<Probe> {
    return (await this.#host.stat(args.path))?.type === 'file' ? 'present' : 'absent';
  }

  capture(args: KeyFileArgs, context: StepContext): Promise<PreImage> {
    return capturePreImage(this.#host, context.store, args.path);
  }

  async apply(args: KeyFileArgs, _applied: unknown, context: StepContext): Promise<null> {
    const bytes = randomBytes(args.bytes);
    const key = args.encoding === 'hex' ? bytes.toString('hex') : paddedBase64Url(bytes);
    const owner = {user: context.ownership(args.owner).user, group: context.ownership(args.group ?? args.owner).group};
    await this.#host.writeFile(args.path, key, {mode: args.mode, owner});
    return null;
  }

  async revert({args, before}: Applied<KeyFileArgs, PreImage, null>, context: StepContext): Promise<readonly Kept[]> {
    if (before.was === 'absent') await this.#host.remove(args.path);
    else await restorePreImage(this.#host, context.store, args.path, before);
    return [];
  }
}

/** Python's urlsafe_b64encode, which Fernet keys are written in, keeps the padding that Node leaves out. */
function paddedBase64Url(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
