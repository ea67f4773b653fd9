import {basename, dirname, relative} from 'node:path/posix';
import {fileURLToPath} from 'node:url';
import {DevstackError, type Host} from '@devstack/sdk';
import {librariesCommand} from './disk-commands.ts';
import {GUEST_FILES, type InitrdFiles} from './initrd-layout.ts';
import {parseLibraries} from './library-output.ts';
import {moduleDependencies, moduleName, orderModules, WANTED_MODULES} from './module-order.ts';
import {missing, Unpacked} from './unpacked.ts';

const LOADER = 'lib64/ld-linux-x86-64.so.2';
/** Without these there is no disk and no network, or nobody gets in. */
const REQUIRED_MODULES = ['virtio_blk', 'virtio_net'];

/** The trees that a machine is made of. */
export interface MachineTrees {
  readonly kernel: Unpacked;
  readonly ssh: Unpacked;
  readonly tools: Unpacked;
}

/** Everything that goes into the memory of the machine. */
export async function readMachineFiles(host: Host, {kernel, ssh, tools}: MachineTrees): Promise<InitrdFiles> {
  const busybox = await tools.path('bin/busybox', 'usr/bin/busybox');
  return {
    guest: await readGuestFiles(host),
    programs: {
      busybox: await tools.read(busybox),
      dropbear: await ssh.read(await ssh.path('usr/sbin/dropbear')),
      dropbearkey: await ssh.read(await ssh.path('usr/bin/dropbearkey')),
    },
    libraries: await readLibraries(host, ssh),
    modules: await readModules(host, kernel, busybox),
  };
}

async function readGuestFiles(host: Host): Promise<Record<string, Uint8Array>> {
  const own = new Unpacked(host, fileURLToPath(new URL('../guest', import.meta.url)));
  const files = Object.keys(GUEST_FILES).map(async (path) => [path, await own.read(`${own.tree}/${path}`)] as const);
  return Object.fromEntries(await Promise.all(files));
}

/** Only what the ssh server uses of the libraries that came with it, at the places where its loader looks. */
async function readLibraries(host: Host, ssh: Unpacked): Promise<Record<string, Uint8Array>> {
  const loader = await ssh.path(LOADER, `usr/${LOADER}`);
  const directories = [...new Set((await ssh.find('lib*.so.*')).map((path) => dirname(path)))];
  const program = await ssh.path('usr/sbin/dropbear');
  const {stdout} = await host.run(librariesCommand(loader, directories, program));
  const {found, missing: gone} = parseLibraries(stdout);
  if (gone.length > 0) throw missing(gone.join(', '));
  const libraries = await Promise.all(
    found.map(async (path) => [relative(ssh.tree, path).replace(/^usr\//, ''), await readTarget(host, path)] as const),
  );
  return Object.fromEntries([...libraries, [LOADER, await readTarget(host, loader)]]);
}

/** The content at the end of links. */
async function readTarget(host: Host, path: string): Promise<Uint8Array> {
  const {stdout} = await host.run(['readlink', '-f', path]);
  return new Unpacked(host, '/').read(stdout.trim());
}

async function readModules(host: Host, kernel: Unpacked, busybox: string): Promise<InitrdFiles['modules']> {
  const contents = new Map<string, Uint8Array>();
  const paths = new Map((await kernel.find('*.ko', '*.ko.*')).map((path) => [moduleName(path), path]));
  const load = async (name: string): Promise<void> => {
    const path = paths.get(name);
    if (path === undefined || contents.has(name)) return;
    const content = await kernel.read(await decompressed(host, busybox, path));
    contents.set(name, content);
    for (const need of moduleDependencies(content)) await load(need);
  };
  for (const name of WANTED_MODULES) await load(name);
  const absent = REQUIRED_MODULES.find((name) => !contents.has(name));
  if (absent !== undefined) throw missing(`kernel module ${absent}`);
  const order = orderModules(WANTED_MODULES, (name) => dependenciesOf(contents.get(name)));
  return order.map((name) => ({name, content: contents.get(name)!}));
}

function dependenciesOf(content: Uint8Array | undefined): string[] | undefined {
  return content === undefined ? undefined : moduleDependencies(content);
}

/** Newer distributions compress modules; busybox unpacks them, beside themselves. */
async function decompressed(host: Host, busybox: string, path: string): Promise<string> {
  if (path.endsWith('.ko')) return path;
  if (!path.endsWith('.xz')) {
    throw new DevstackError(`cannot build image tiny: nothing here unpacks ${basename(path)}`, {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
    });
  }
  await host.run([busybox, 'unxz', '-k', '-f', path]);
  return path.slice(0, -'.xz'.length);
}
