import type {
  Applied,
  Downloads,
  Host,
  JsonObject,
  Kept,
  Probe,
  SourceArgs,
  Step,
  StepContext,
  StepDescription,
  StepHandler,
} from '@devstack/sdk';

interface After extends JsonObject {
  readonly identity: string;
}

type Previous = Applied<SourceArgs, JsonObject, After>;

/** A source tree, fetched by the downloader that knows its scheme. */
export class SourceStep implements StepHandler<SourceArgs, JsonObject, After> {
  readonly lifetime = 'installed';
  readonly #host: Host;
  readonly #downloads: Downloads;

  constructor(host: Host, downloads: Downloads) {
    this.#host = host;
    this.#downloads = downloads;
  }

  describe({args}: Step<SourceArgs>): StepDescription {
    const {uri, ref, into} = args;
    return {title: `source ${into}`, details: [ref === undefined ? uri : `${uri} at ${ref}`]};
  }

  resources(): readonly string[] {
    return ['network'];
  }

  /** A checkout that is there is the user's to move: only another source or ref makes us fetch again. */
  async probe(args: SourceArgs, previous: Previous | undefined): Promise<Probe> {
    if ((await this.#host.stat(args.into)) === undefined) return 'absent';
    return previous?.after !== undefined && sameSource(previous.args, args) ? 'present' : 'changed';
  }

  async capture(args: SourceArgs): Promise<JsonObject> {
    return {existed: (await this.#host.stat(args.into)) !== undefined};
  }

  async apply(args: SourceArgs, _applied: unknown, {signal, progress}: StepContext): Promise<After> {
    const {uri, ref, checksum, into} = args;
    const source = {uri, ...(ref === undefined ? {} : {ref}), ...(checksum === undefined ? {} : {checksum})};
    const {identity} = await this.#downloads.fetch(source, into, {signal, progress});
    return {identity};
  }

  async revert({args, before}: Previous): Promise<readonly Kept[]> {
    if (before.existed === true || (await this.#host.stat(args.into)) === undefined) return [];
    const why = await this.#downloads.modified(args.uri, args.into);
    if (why !== undefined) return [{what: args.into, why}];
    await this.#host.remove(args.into, {recursive: true});
    return [];
  }
}

function sameSource(a: SourceArgs, b: SourceArgs): boolean {
  return a.uri === b.uri && a.ref === b.ref && a.checksum === b.checksum;
}
