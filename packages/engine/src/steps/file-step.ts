import type {
  Applied,
  FileArgs,
  Host,
  Kept,
  Ownership,
  Probe,
  Step,
  StepContext,
  StepDescription,
  StepHandler,
} from '@devstack/sdk';
import {sha256} from '../trace/store.ts';
import {renderContent, renderRedacted} from './file-content.ts';
import {capturePreImage, type PreImage, restorePreImage} from './pre-image.ts';

interface After {
  readonly [key: string]: string;
  /** Address of the content that we wrote; not the content, which may hold secrets. */
  readonly content: string;
}

/** A file with the content of a text or template, mode and owner. A change that somebody made by hand is not overwritten without need. */
export class FileStep implements StepHandler<FileArgs, PreImage, After> {
  readonly lifetime = 'installed';
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async describe({args}: Step<FileArgs>): Promise<StepDescription> {
    const before = await this.#host.readText(args.path).catch(() => undefined);
    const after = await renderRedacted(args);
    return {title: `file ${args.path}`, content: {path: args.path, ...(before === undefined ? {} : {before}), after}};
  }

  async probe(
    args: FileArgs,
    previous: Applied<FileArgs, PreImage, After> | undefined,
    context: StepContext,
  ): Promise<Probe> {
    const current = await this.#host.readFile(args.path);
    if (current === undefined) return 'absent';
    const wanted = sha256(await renderContent(args, context.resolve));
    if (previous?.after?.content === wanted) return 'present';
    return previous === undefined && sha256(current) === wanted ? 'present' : 'changed';
  }

  /** A value that the format cannot hold is found before anything happens. */
  async check(args: FileArgs, _previous: unknown, context: StepContext): Promise<void> {
    await renderContent(args, context.resolve);
  }

  capture(args: FileArgs, context: StepContext): Promise<PreImage> {
    return capturePreImage(this.#host, context.store, args.path);
  }

  async apply(
    args: FileArgs,
    {previous}: {readonly previous?: Applied<FileArgs, PreImage, After>},
    context: StepContext,
  ): Promise<After> {
    await this.#saveHandEdit(args, previous?.after);
    const content = await renderContent(args, context.resolve);
    await this.#host.writeFile(args.path, content, {mode: args.mode, owner: ownerOf(args, context)});
    return {content: sha256(content)};
  }

  async revert(
    {args, before, after}: Applied<FileArgs, PreImage, After>,
    context: StepContext,
  ): Promise<readonly Kept[]> {
    const current = await this.#host.readFile(args.path);
    if (current !== undefined && after !== undefined && sha256(current) !== after.content) {
      return [{what: args.path, why: 'it was changed after devstack wrote it'}];
    }
    await restorePreImage(this.#host, context.store, args.path, before);
    return [];
  }

  /** What somebody wrote into our file is theirs: it stays beside the new one. */
  async #saveHandEdit({path, mode}: FileArgs, after: After | undefined): Promise<void> {
    const current = after === undefined ? undefined : await this.#host.readFile(path);
    if (current !== undefined && sha256(current) !== after?.content) {
      await this.#host.writeFile(`${path}.by-hand`, current, {mode});
    }
  }
}

function ownerOf(args: FileArgs, context: StepContext): Ownership {
  return {user: context.ownership(args.owner).user, group: context.ownership(args.group ?? args.owner).group};
}
