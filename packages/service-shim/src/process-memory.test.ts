import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {residentPagesOf} from './process-memory.ts';
import {parseStats} from './process-output.ts';

test('the memory of a service is that of all its processes', async () => {
  const host = createTestHost();
  const parent = spawn('sh', ['-c', 'sleep 60 & sleep 60 & echo ready; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    await once(parent.stdout, 'data');
    const [stat] = parseStats((await host.readText(`/proc/${parent.pid}/stat`)) ?? '');
    // The kernel promises a whole list of children only of a process that rests.
    await expect.poll(() => residentPagesOf(host, stat!)).toBeGreaterThan(stat!.residentPages);
  } finally {
    process.kill(-parent.pid!);
  }
});
