import {dirname, join} from 'node:path/posix';
import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import type {Argv, Host} from '@devstack/sdk';
import {makeCpio} from './cpio.ts';
import {bootLoaderCommand, convertCommand, copyCommand, formatCommand} from './disk-commands.ts';
import {type InitrdFiles, initrdEntries} from './initrd-layout.ts';
import {diskBytes, makeDisk} from './partition-table.ts';
import {SYSLINUX_CONF} from './syslinux-conf.ts';
import type {Unpacked} from './unpacked.ts';

/** What is on the disk. */
export interface DiskParts {
  readonly kernel: Uint8Array;
  readonly files: InitrdFiles;
}

/** Makes the disk in a directory of ours, without mounting anything, and returns its path: qcow2 where qemu-img is, else raw. */
export async function makeMachineDisk(
  host: Host,
  {kernel, files}: DiskParts,
  tools: Unpacked,
  directory: string,
  signal: AbortSignal,
): Promise<string> {
  const initrd = await promisify(gzip)(makeCpio(initrdEntries(files)), {level: 9});
  const contents = {vmlinuz: kernel, initrd, 'syslinux.cfg': Buffer.from(SYSLINUX_CONF)};
  const disk = join(directory, 'tiny.img');
  const bytes = diskBytes(Object.values(contents).reduce((sum, content) => sum + content.length, 0));
  const bootCode = await tools.read(await tools.path('usr/lib/syslinux/mbr/mbr.bin', 'usr/lib/SYSLINUX/mbr.bin'));
  await host.writeFile(disk, makeDisk(bootCode, bytes), {mode: 0o644});
  // They call each other by name, and are not installed.
  const PATH = `${dirname(await tools.path('usr/bin/syslinux'))}:/usr/sbin:/usr/bin:/sbin:/bin`;
  const run = (argv: Argv) => host.run(argv, {env: {PATH, MTOOLSRC: undefined}, signal});
  await run(formatCommand(disk, bytes));
  for (const [name, content] of Object.entries(contents)) {
    await host.writeFile(join(directory, name), content, {mode: 0o644});
    await run(copyCommand(disk, join(directory, name), name));
    await host.remove(join(directory, name));
  }
  await run(bootLoaderCommand(disk));
  return (await host.which('qemu-img')) === undefined ? disk : convert(host, disk, directory, signal);
}

async function convert(host: Host, disk: string, directory: string, signal: AbortSignal): Promise<string> {
  const qcow2 = join(directory, 'tiny.qcow2');
  await host.run(convertCommand(disk, qcow2), {signal});
  await host.remove(disk);
  return qcow2;
}
