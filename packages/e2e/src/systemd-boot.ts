import {basename, join} from 'node:path';
import {commandFailure, runOnHost} from './command.ts';
import {LabProcess} from './lab-process.ts';
import {sleep} from './process-table.ts';

const timeoutMs = 60_000;
const script = join(import.meta.dirname, 'lab-systemd.sh');

/** Waits until a lab has booted, and every unit of it is up. */
export async function waitForSystemd(pid: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const argv = ['systemctl', 'is-system-running', '--wait'];
  const entrance = {pid, uid: 0, cwd: '/', env: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin'}};
  for (;;) {
    const result = await (await LabProcess.start(entrance, argv)).done;
    const state = result.stdout.trim();
    if (state === 'running') return;
    if (state === 'degraded') {
      const failed = await (await LabProcess.start(entrance, ['systemctl', '--failed', '--no-pager'])).done;
      throw commandFailure(argv, failed, 'the lab has not booted well');
    }
    // Until it answers there is no state.
    if (Date.now() > deadline) throw commandFailure(argv, result, `the lab has not booted in ${timeoutMs} ms`);
    await sleep(50);
  }
}

/** A control group outlives its processes. */
export async function removeLabCgroup(directory: string): Promise<void> {
  await runOnHost(['unshare', '--mount', '--propagation', 'private', 'sh', script, 'remove', basename(directory)]);
}
