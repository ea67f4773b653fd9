import {
  type Applied,
  DevstackError,
  type Host,
  type JsonObject,
  type Kept,
  type Packagers,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  type UnpackedArgs,
} from '@devstack/sdk';

type Previous = Applied<UnpackedArgs, JsonObject, JsonObject>;

/** What is in packages, in a directory of ours: nothing is installed. */
export class UnpackedStep implements StepHandler<UnpackedArgs, JsonObject, JsonObject> {
  readonly lifetime = 'installed';
  readonly #host: Host;
  readonly #packagers: Packagers;

  constructor(host: Host, packagers: Packagers) {
    this.#host = host;
    this.#packagers = packagers;
  }

  describe({args: {names, into}}: Step<UnpackedArgs>): StepDescription {
    return {title: `unpacked packages ${names.join(' ')}`, details: [`into ${into}, not installed`]};
  }

  resources(args: UnpackedArgs): readonly string[] {
    return [`packager ${packagerOf(args)}`];
  }

  async probe(args: UnpackedArgs, previous: Previous | undefined): Promise<Probe> {
    if ((await this.#host.stat(args.into)) === undefined) return 'absent';
    return previous?.after !== undefined && isSame(previous.args, args) ? 'present' : 'changed';
  }

  async check(args: UnpackedArgs): Promise<void> {
    await this.#unpackWith(args);
  }

  async capture({into}: UnpackedArgs): Promise<JsonObject> {
    return {existed: (await this.#host.stat(into)) !== undefined};
  }

  async apply(args: UnpackedArgs, _applied: unknown, context: StepContext): Promise<JsonObject> {
    const unpack = await this.#unpackWith(args);
    return {packages: await unpack(args.names, args.into, context)};
  }

  async revert({args: {into}, before}: Previous): Promise<readonly Kept[]> {
    if (before.existed !== true) await this.#host.remove(into, {recursive: true});
    return [];
  }

  async #unpackWith(args: UnpackedArgs) {
    const name = packagerOf(args);
    const packager = await this.#packagers.get(name);
    if (packager.unpack !== undefined) return packager.unpack.bind(packager);
    throw new DevstackError(`cannot unpack ${args.names.join(', ')}: packager ${name} only installs packages`, {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
    });
  }
}

function packagerOf({packager}: UnpackedArgs): string {
  if (packager === undefined) throw new TypeError('an unpacked step without a packager');
  return packager;
}

function isSame(a: UnpackedArgs, b: UnpackedArgs): boolean {
  return a.into === b.into && a.packager === b.packager && a.names.join() === b.names.join();
}
