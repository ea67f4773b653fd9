import {spawn} from 'node:child_process';
import {Duplex} from 'node:stream';

/** Carries bytes both ways between its streams and a TCP port: HOST PORT. bash is what opens one without a further program. */
const CARRY = 'exec 3<>"/dev/tcp/$1/$2" || exit 1; cat <&3 & exec cat >&3';

/**
 * A connection to loopback inside the namespaces. Costs a program each, so it is for what listens nowhere else.
 *
 * @param pid of process 1 of the namespaces, as the machine counts
 */
export function connectInside(pid: number, hostname: string, port: number): Duplex {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const argv = ['-t', `${pid}`, '--net', '--', 'bash', '-c', CARRY, 'bash', host, `${port}`];
  const child = spawn('nsenter', argv, {stdio: ['pipe', 'pipe', 'ignore'], detached: true});
  const connection = Duplex.from({readable: child.stdout, writable: child.stdin});
  child.once('error', (error) => connection.destroy(error));
  connection.once('close', () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  });
  return connection;
}
