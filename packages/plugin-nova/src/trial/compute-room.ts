import {hasService} from '@devstack/openstack';
import type {Trial} from './trial.ts';

/** What a flavor wants: memory in MB, disk in GB. */
export interface Size {
  readonly ram: number;
  readonly disk: number;
  readonly vcpus: number;
}

/** What a compute has left for servers. */
export interface Room extends Size {
  readonly name: string;
}

interface Inventory {
  readonly total: number;
  readonly reserved: number;
  readonly allocation_ratio: number;
}

interface Provider {
  readonly uuid: string;
  readonly name: string;
}

const SHOWN_COMPUTES = 3;

/** From Placement, which is what the scheduler asks. */
export async function readRooms(trial: Trial): Promise<readonly Room[]> {
  if (!(await hasService(trial.session, 'placement'))) return [];
  const {resource_providers: providers} = await trial.ask<{resource_providers: readonly Provider[]}>(
    'placement',
    '/resource_providers',
  );
  return Promise.all(providers.map((provider) => readRoom(trial, provider)));
}

/**
 * What is short, on each compute; undefined when one has room for all of it, so that there is another reason.
 */
export function shortage(wanted: Size, rooms: readonly Room[]): string | undefined {
  const shorts = rooms.map((room) => shortageOn(wanted, room));
  if (shorts.length === 0 || shorts.includes(undefined)) return undefined;
  const others = shorts.length - SHOWN_COMPUTES;
  const more = others > 0 ? [`${others} more have no room either`] : [];
  return `there is no room for it: ${[...shorts.slice(0, SHOWN_COMPUTES), ...more].join('; ')}`;
}

async function readRoom(trial: Trial, {uuid, name}: Provider): Promise<Room> {
  const path = `/resource_providers/${uuid}`;
  const [{inventories}, {usages}] = await Promise.all([
    trial.ask<{inventories: Readonly<Record<string, Inventory>>}>('placement', `${path}/inventories`),
    trial.ask<{usages: Readonly<Record<string, number>>}>('placement', `${path}/usages`),
  ]);
  const left = (kind: string): number => leftOf(inventories[kind], usages[kind]);
  return {name, ram: left('MEMORY_MB'), disk: left('DISK_GB'), vcpus: left('VCPU')};
}

function leftOf(inventory: Inventory | undefined, used = 0): number {
  if (inventory === undefined) return 0;
  const {total, reserved, allocation_ratio: ratio} = inventory;
  return Math.max(0, Math.floor((total - reserved) * ratio) - used);
}

function shortageOn(wanted: Size, room: Room): string | undefined {
  const kinds = [
    ['ram', 'MB of memory'],
    ['disk', 'GB of disk'],
    ['vcpus', 'VCPU'],
  ] as const;
  const short = kinds.filter(([kind]) => wanted[kind] > room[kind]);
  if (short.length === 0) return undefined;
  const list = (size: Size) => short.map(([kind, unit]) => `${size[kind]} ${unit}`).join(' and ');
  return `it needs ${list(wanted)}, and ${room.name} has ${list(room)} left`;
}
