import {spawn} from 'node:child_process';
import type {Duplex} from 'node:stream';
import type {Argv} from '@devstack/sdk';

/** Carries bytes both ways between descriptor 3 and a TCP port: HOST PORT. bash is what opens one without a further program. */
const CARRY = 'exec 4<>"/dev/tcp/$1/$2" || exit 1; cat <&3 >&4 & cat <&4 >&3; kill $!';

/** Connects to a port of the network that the program runs in. */
export function carryCommand(hostname: string, port: number): Argv {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return ['bash', '-c', CARRY, 'bash', host, `${port}`];
}

/**
 * A connection to loopback inside the namespaces. Costs a program each, so it is for what listens nowhere else.
 *
 * @param pid of process 1 of the namespaces, as the machine counts
 */
export function connectInside(pid: number, hostname: string, port: number): Duplex {
  return connectThrough(['nsenter', '-t', `${pid}`, '--net', '--', ...carryCommand(hostname, port)]);
}

/** What a program reads from and writes to its descriptor 3: a socket that goes both ways. It ends with the program, and the program with it. */
export function connectThrough([program, ...args]: Argv): Duplex {
  const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true});
  const connection = child.stdio[3] as Duplex;
  child.once('error', (error) => connection.destroy(error));
  connection.once('close', () => endGroup(child.pid));
  return connection;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
