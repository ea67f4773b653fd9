import {DevstackError, type ErrorCode} from '@devstack/sdk';
import {type Room, readRooms, type Size, shortage} from './compute-room.ts';
import type {Trial} from './trial.ts';

interface FailedServer {
  readonly flavor: Size;
  readonly fault?: {readonly message: string};
}

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
  const rooms = NO_HOST.test(server.fault?.message ?? '') ? await readRooms(trial) : [];
  const {why, code, suggestions} = explanation(server, rooms);
  return new DevstackError(`cannot bring server ${id} to be ACTIVE: ${why}`, {code, suggestions});
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
