import type {ServiceRecord} from '@devstack/openstack';
import {DevstackError, type ErrorCode} from '@devstack/sdk';
import {type Room, readRooms, type Size, shortage} from './compute-room.ts';
import type {Trial} from './trial.ts';

interface FailedServer {
  readonly flavor: Size;
  readonly fault?: {readonly message: string};
}

type Compute = Pick<ServiceRecord, 'host' | 'state' | 'status'> & {readonly disabled_reason?: string | null};

interface Explanation {
  readonly why: string;
  readonly code: ErrorCode;
  readonly suggestions: readonly string[];
}

/** What the scheduler says, whatever the reason. */
const NO_HOST = /^No valid host was found/;
const NO_SPACE = /No space left on device/;

/** Why a server is in the state ERROR, in words that say more than those of the Compute service where these say little. */
export async function explainFault(trial: Trial, id: string, server: FailedServer): Promise<DevstackError> {
  const isHomeless = NO_HOST.test(server.fault?.message ?? '');
  const off = isHomeless ? await readOff(trial) : undefined;
  const {why, code, suggestions} = off ?? explanation(server, isHomeless ? await readRooms(trial) : []);
  return new DevstackError(`cannot bring server ${id} to be ACTIVE: ${why}`, {code, suggestions});
}

async function readOff(trial: Trial): Promise<Explanation | undefined> {
  const path = '/os-services?binary=nova-compute';
  return offExplanation((await trial.ask<{services: readonly Compute[]}>('compute', path)).services);
}

/** Where no compute takes servers at all. One that has lost its hypervisor takes itself out, and comes back by itself. */
export function offExplanation(computes: readonly Compute[]): Explanation | undefined {
  if (computes.some(({state, status}) => state === 'up' && status === 'enabled')) return undefined;
  const states = computes.map(({host, state, status, disabled_reason: reason}) => {
    const because = reason ? ` (${reason})` : '';
    return `${host} is ${state === 'down' ? state : status}${because}`;
  });
  return {
    why: `no compute takes servers: ${states.join('; ')}`,
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack status', 'after libvirtd has started anew, a compute needs up to a minute'],
  };
}

/** @param rooms of the computes, for a server that found none */
export function explanation({flavor, fault}: FailedServer, rooms: readonly Room[]): Explanation {
  const message = fault === undefined ? '' : `: ${fault.message}`;
  const lack = shortage(flavor, rooms);
  if (lack !== undefined) {
    const suggestions = [
      'delete servers that nobody needs (one that is stopped keeps its room): openstack server list --all-projects',
      'or choose a smaller flavor, or a larger machine',
    ];
    return {why: lack, code: 'DEVSTACK_ERR_UNSUPPORTED', suggestions};
  }
  if (NO_SPACE.test(message)) {
    const suggestions = [
      'free some of the disk that has the directory of the installation: df -h, openstack server list',
    ];
    return {why: `its compute has no space left on its disk${message}`, code: 'DEVSTACK_ERR_DISK_FULL', suggestions};
  }
  return {
    why: `it is ERROR${message}`,
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['devstack logs nova', 'devstack status'],
  };
}
