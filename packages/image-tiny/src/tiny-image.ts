import {createHash} from 'node:crypto';
import {basename, join} from 'node:path/posix';
import {
  DevstackError,
  type Downloader,
  type Fetched,
  type Host,
  type HostFacts,
  type Packager,
  type Packagers,
  type Progress,
  type Source,
  T,
} from '@devstack/sdk';
import {parseKernelPackage} from './kernel-output.ts';
import {makeMachineDisk} from './machine-disk.ts';
import {readMachineFiles} from './machine-files.ts';
import {missing, Unpacked} from './unpacked.ts';

/** Grows when another machine would be made of the same packages. */
const RECIPE = 1;
const STAMP = 'tiny.json';
/** Its one dependency is the kernel of today. */
const KERNEL = 'linux-image-cloud-amd64';
const SSH = ['dropbear-bin', 'libc6', 'libcrypt1', 'libgmp10', 'libtomcrypt1', 'libtommath1', 'zlib1g'];
const TOOLS = ['busybox-static', 'mtools', 'syslinux', 'syslinux-common'];

interface Stamp {
  readonly recipe: number;
  readonly file: string;
  readonly identity: string;
}

interface Working {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Builds the image `tiny`: a disk that boots the kernel of Debian for clouds and busybox, in some seconds. One that was built stays. */
export class TinyImage implements Downloader {
  static readonly inject = [T.host, T.packagers] as const;
  readonly #host: Host;
  readonly #packagers: Packagers;

  constructor(host: Host, packagers: Packagers) {
    this.#host = host;
    this.#packagers = packagers;
  }

  async fetch(_source: Source, into: string, working: Working): Promise<Fetched> {
    const stamp = await this.#stamp(into);
    if (stamp !== undefined) return {path: join(into, stamp.file), identity: stamp.identity, changed: false};
    working.signal.throwIfAborted();
    const why = await this.unreachable();
    if (why !== undefined) {
      throw new DevstackError(`cannot build image tiny: ${why}`, {code: 'DEVSTACK_ERR_UNSUPPORTED'});
    }
    await this.#refuseToOverwrite(into);
    return this.#buildBeside(into, working);
  }

  async unreachable(): Promise<string | undefined> {
    return unsupported(await this.#host.facts(), (await this.#host.which('apt-get')) !== undefined);
  }

  async #stamp(into: string): Promise<Stamp | undefined> {
    const text = await this.#host.readText(join(into, STAMP));
    const stamp = text === undefined ? undefined : (JSON.parse(text) as Stamp);
    const isThere = stamp?.recipe === RECIPE && (await this.#host.stat(join(into, stamp.file))) !== undefined;
    return isThere ? stamp : undefined;
  }

  async #refuseToOverwrite(into: string): Promise<void> {
    const names = (await this.#host.list(into)) ?? [];
    if (names.length === 0 || names.includes(STAMP)) return;
    throw new DevstackError(`cannot build image tiny in ${into}: something else is there`, {
      code: 'DEVSTACK_ERR_SOURCE_CHANGED',
      output: names,
      suggestions: [`move it away: mv ${into} ${into}.old`],
    });
  }

  /** The packages are unpacked beside it and go when it is done: they are ten times its size. */
  async #buildBeside(into: string, working: Working): Promise<Fetched> {
    const partial = `${into}.partial`;
    await this.#host.remove(partial, {recursive: true});
    try {
      await this.#host.run(['mkdir', '-p', '-m', '755', join(partial, 'image')]);
      const disk = await this.#build(partial, working);
      const identity = `sha256:${createHash('sha256')
        .update((await this.#host.readFile(disk))!)
        .digest('hex')}`;
      const stamp: Stamp = {recipe: RECIPE, file: basename(disk), identity};
      await this.#host.writeFile(join(partial, 'image', STAMP), `${JSON.stringify(stamp)}\n`, {mode: 0o644});
      await this.#host.remove(into, {recursive: true});
      await this.#host.rename(join(partial, 'image'), into);
      return {path: join(into, stamp.file), identity, changed: true};
    } finally {
      await this.#host.remove(partial, {recursive: true});
    }
  }

  async #build(directory: string, working: Working): Promise<string> {
    const apt = await this.#packagers.get('apt');
    const unpack = (part: string, names: readonly string[]) => this.#unpack(apt, names, join(directory, part), working);
    // First what is small: after it the lists of packages are there, which name the kernel.
    const tools = await unpack('tools', TOOLS);
    const ssh = await unpack('ssh', SSH);
    const kernel = await unpack('kernel', [await this.#kernelPackage()]);
    working.progress('making the disk');
    const files = await readMachineFiles(this.#host, {kernel, ssh, tools});
    const [vmlinuz] = await kernel.find('vmlinuz-*');
    if (vmlinuz === undefined) throw missing('vmlinuz');
    const parts = {kernel: await kernel.read(vmlinuz), files};
    return makeMachineDisk(this.#host, parts, tools, join(directory, 'image'), working.signal);
  }

  async #unpack(apt: Packager, names: readonly string[], tree: string, working: Working): Promise<Unpacked> {
    working.progress(`fetching ${names.join(', ')}`);
    await apt.unpack?.(names, tree, working);
    return new Unpacked(this.#host, tree);
  }

  async #kernelPackage(): Promise<string> {
    const {stdout} = await this.#host.run(['apt-cache', 'depends', '--important', KERNEL], {
      env: {LC_ALL: 'C.UTF-8'},
      accept: [0, 100],
    });
    const name = parseKernelPackage(stdout);
    if (name === undefined) throw missing(`package ${KERNEL}`);
    return name;
  }
}

/** Why it cannot be built here; undefined when it can. */
export function unsupported(
  {arch, osRelease}: Pick<HostFacts, 'arch' | 'osRelease'>,
  hasApt: boolean,
): string | undefined {
  const lacking = hasApt ? lackOf(osRelease) : 'no apt-get';
  if (lacking !== undefined) {
    const system = osRelease.PRETTY_NAME ?? 'this system';
    return `it is made of packages of Debian, and ${system} has ${lacking}; give glance.images the path or URL of an image`;
  }
  return arch === 'x64' ? undefined : `its boot loader needs an x86_64 machine, and this one is ${arch}`;
}

/** Ubuntu has the packages of Debian, but kernels of its own. */
function lackOf({ID = '', ID_LIKE = ''}: HostFacts['osRelease']): string | undefined {
  return `${ID} ${ID_LIKE}`.split(' ').includes('ubuntu') ? `no ${KERNEL}` : undefined;
}
