import path from 'node:path';
import {DevstackError, type Host} from '@devstack/sdk';
import {formatAmount} from '../conf/amount.ts';
import type {Persona} from '../conf/persona.ts';
import type {Need} from '../conf/persona-needs.ts';
import type {TraceState} from '../trace/records.ts';
import type {Blueprint} from './blueprint.ts';
import type {Session} from './session.ts';

/**
 * Compares the machine with what the persona says that it needs, before it takes any of it: what is there already has taken its part. A disk
 * that is too small is an error, the rest is said.
 */
export async function compareWithMachine(session: Session, state: TraceState, blueprint: Blueprint): Promise<void> {
  const {persona, selected} = blueprint;
  if (!persona.components.every(({name}) => selected.includes(name))) return;
  const {host, facts, installation, note} = session;
  const {memory, disk, cores} = persona.needs;
  if (disk !== undefined && state.entries.size === 0) await requireDisk(host, installation.root, persona, disk);
  const runs = [...state.entries.values()].some(({step}) => step.kind === 'service');
  const free = memory === undefined || runs ? undefined : freeMemory(await host.readText('/proc/meminfo'));
  if (memory !== undefined && free !== undefined && free < memory.amount)
    note(
      `persona ${persona.name} needs ${formatAmount(memory.amount)} of memory (${memory.place}), and ${formatAmount(free)} are free`,
    );
  if (cores !== undefined && !runs && facts.cpus < cores.amount)
    note(`persona ${persona.name} is made for ${cores.amount} cores (${cores.place}), and here are ${facts.cpus}`);
}

async function requireDisk(host: Host, root: string, {name}: Persona, {amount, place}: Need): Promise<void> {
  const directory = await nearestDirectory(host, root);
  const {stdout} = await host.run(['df', '--output=avail', '-B1', '--', directory]);
  const free = parseFreeDisk(stdout);
  if (free === undefined || free >= amount) return;
  throw new DevstackError(
    `cannot use persona ${name} (${place}): it needs ${formatAmount(amount)} of disk, and ${directory} has ${formatAmount(free)} free`,
    {
      code: 'DEVSTACK_ERR_DISK_FULL',
      suggestions: ['another disk: --directory DIRECTORY', 'a smaller persona: --persona NAME'],
    },
  );
}

/** The root itself, or what is above it as long as it does not exist. */
async function nearestDirectory(host: Host, directory: string): Promise<string> {
  const found = await host.stat(directory);
  return found !== undefined || directory === '/' ? directory : nearestDirectory(host, path.dirname(directory));
}

/** Bytes that programs can have without others being swapped out. */
export function freeMemory(meminfo: string | undefined): number | undefined {
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** The number under the heading of `df --output=avail -B1`. */
export function parseFreeDisk(output: string): number | undefined {
  const bytes = /^\s*(\d+)\s*$/m.exec(output)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}
