import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {runOnHost} from './command.ts';

const packageOf: Record<string, string> = {
  debootstrap: 'debootstrap',
  getfattr: 'attr',
  ip: 'iproute2',
  nft: 'nftables',
  'systemd-nspawn': 'systemd-container',
};

const directories = () => [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
const isInstalled = (tool: string) => directories().some((directory) => existsSync(join(directory, tool)));

/** Installs the few programs labs are made with, saying so, when this machine lacks them. */
export async function ensureHostTools(): Promise<void> {
  const missing = Object.keys(packageOf).filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return;
  const packages = missing.map((tool) => packageOf[tool]!);
  process.stderr.write(`labs need ${packages.join(', ')} on this machine: installing with apt-get\n`);
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300'] as const;
  await runOnHost([...apt, 'update']);
  await runOnHost([...apt, 'install', '-y', '--no-install-recommends', ...packages]);
}
