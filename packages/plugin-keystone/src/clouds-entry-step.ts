import {createHash} from 'node:crypto';
import {
  type Applied,
  DevstackError,
  type Environment,
  type Host,
  type Kept,
  messageOf,
  type Probe,
  type Step,
  type StepContext,
  type StepDescription,
  type StepHandler,
  T,
  type Text,
} from '@devstack/sdk';
import {type Cloud, cloudOf} from './cloud-of.ts';
import {CloudsFiles} from './clouds-files.ts';
import {readCloud, removeCloud, setCloud} from './clouds-yaml.ts';

export interface CloudsEntryArgs {
  /** Name of the cloud in the file. */
  readonly cloud: string;
  /** As `devstack env` prints them. */
  readonly environment: Readonly<Record<string, Text>>;
}

interface Before {
  readonly [key: string]: string | number | readonly string[] | undefined;
  /** The file itself, where the user has a link to it. */
  readonly path: string;
  /** Directories that were not there, outermost first. */
  readonly missing: readonly string[];
  /** Address of its content; without it there was none. */
  readonly content?: string;
  readonly mode?: number;
}

interface After {
  readonly [key: string]: string | boolean;
  /** Digest of what was written; not the text, which holds a password. */
  readonly written: string;
  /** Whether it is the original with our cloud in it, and nothing that came since. */
  readonly isOriginal: boolean;
}

type Previous = Applied<CloudsEntryArgs, Before, After>;

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** Step kind `clouds-entry`: a cloud in the user's clouds.yaml. All else in the file stays as it is. */
export class CloudsEntryStep implements StepHandler<CloudsEntryArgs, Before, After> {
  static readonly inject = [T.host, T.environment] as const;

  readonly lifetime = 'installed';
  readonly #host: Host;
  readonly #files: CloudsFiles;

  constructor(host: Host, environment: Environment) {
    this.#host = host;
    this.#files = new CloudsFiles(host, environment);
  }

  async describe({args: {cloud}}: Step<CloudsEntryArgs>): Promise<StepDescription> {
    return {title: `cloud ${cloud} in ${await this.#files.find()}`};
  }

  async probe(args: CloudsEntryArgs, previous: Previous | undefined, context: StepContext): Promise<Probe> {
    if (previous?.after === undefined) return 'absent';
    const text = await this.#read(previous.before.path);
    const found =
      text === undefined ? undefined : readOrRefuse(previous.before.path, () => readCloud(text, args.cloud));
    // What somebody added to it is theirs.
    return found !== undefined && isSameAccess(found, wantedCloud(args, context)) ? 'present' : 'changed';
  }

  async check(args: CloudsEntryArgs): Promise<void> {
    const path = await this.#files.find();
    const text = await this.#read(path);
    if (text !== undefined) readOrRefuse(path, () => readCloud(text, args.cloud));
  }

  async capture(_args: CloudsEntryArgs, {store}: StepContext): Promise<Before> {
    const path = await this.#files.find();
    const missing = await this.#files.missingDirectories(path);
    const [info, text] = [await this.#host.stat(path), await this.#read(path)];
    if (info === undefined || text === undefined) return {path, missing};
    return {path, missing, content: await store.put(text), mode: info.mode};
  }

  async apply(
    args: CloudsEntryArgs,
    {before, previous}: {readonly before: Before; readonly previous?: Previous},
    context: StepContext,
  ): Promise<After> {
    const {path} = before;
    const owner = await this.#files.ownerOf(path);
    for (const directory of before.missing) await this.#host.makeDirectory(directory, {mode: DIRECTORY_MODE, owner});
    const original = await originalOf(before, context);
    const current = (await this.#read(path)) ?? original;
    const isOriginal = current === original || isUntouched(current, previous?.after);
    const text = readOrRefuse(path, () =>
      setCloud(isOriginal ? original : current, args.cloud, wantedCloud(args, context)),
    );
    await this.#host.writeFile(path, text, {mode: FILE_MODE, owner});
    return {written: digestOf(text), isOriginal};
  }

  /** As it was, to the byte, unless somebody changed it since: then only our cloud goes. */
  async revert(applied: Previous, context: StepContext): Promise<readonly Kept[]> {
    const {path, missing} = applied.before;
    const current = await this.#read(path);
    const kept =
      current === undefined ? [] : await this.#restore(current, applied, await originalOf(applied.before, context));
    for (const directory of missing.toReversed()) {
      if ((await this.#host.list(directory))?.length === 0) await this.#host.remove(directory);
    }
    return kept;
  }

  async #restore(current: string, {args, before, after}: Previous, original: string): Promise<readonly Kept[]> {
    const {path, content, mode = FILE_MODE} = before;
    const text = isUntouched(current, after) ? original : withoutOurs(current, args, path, original);
    if (text === undefined) return [{what: path, why: `its cloud ${args.cloud} is another one now`}];
    if (text.trim() === '' && content === undefined) await this.#host.remove(path);
    else await this.#host.writeFile(path, text, {mode, owner: await this.#files.ownerOf(path)});
    return [];
  }

  #read(path: string): Promise<string | undefined> {
    return this.#host.readText(path);
  }
}

function wantedCloud({environment}: CloudsEntryArgs, context: StepContext): Cloud {
  const resolved = Object.entries(environment).map(([name, value]) => [name, context.resolve(value)] as const);
  return cloudOf(Object.fromEntries(resolved));
}

async function originalOf({content}: Before, {store}: StepContext): Promise<string> {
  return content === undefined ? '' : new TextDecoder('utf-8', {ignoreBOM: true}).decode(await store.get(content));
}

function isUntouched(current: string, after: After | undefined): boolean {
  return after?.isOriginal === true && after.written === digestOf(current);
}

/** A text that somebody changed, with the cloud that was there before ours; undefined when the cloud in it is not ours. */
function withoutOurs(current: string, {cloud, environment}: CloudsEntryArgs, path: string, original: string) {
  const found = readOrRefuse(path, () => readCloud(current, cloud));
  if (found === undefined) return current;
  if (addressOf(found) !== environment.OS_AUTH_URL) return undefined;
  const earlier = readCloud(original, cloud);
  return earlier === undefined ? removeCloud(current, cloud) : setCloud(current, cloud, earlier);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function addressOf(cloud: {readonly [key: string]: unknown}): unknown {
  return (cloud.auth as Record<string, unknown> | undefined)?.auth_url;
}

function isSameAccess(found: {readonly [key: string]: unknown}, {auth}: Cloud): boolean {
  const there = found.auth as Record<string, unknown> | undefined;
  return Object.entries(auth).every(([key, value]) => there?.[key] === value);
}

function readOrRefuse<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new DevstackError(`cannot read ${path}: ${messageOf(cause).split('\n')[0]}`, {
      code: 'DEVSTACK_ERR_CONFIG_SYNTAX',
      suggestions: ['correct the file', 'or leave it alone: --set keystone.clouds_yaml=no'],
      cause,
    });
  }
}
