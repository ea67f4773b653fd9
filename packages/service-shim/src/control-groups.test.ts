import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ServiceSpec} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {ShimRunner} from './shim-runner.ts';

const host = createTestHost();

/** By hand, as the runner is not asked: the mount, if a group can be made in it. */
async function findWritableMount(): Promise<string | undefined> {
  const script = `
    mount=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
    [ -n "$mount" ] && mkdir "$mount/devstack-try" 2>/dev/null && rmdir "$mount/devstack-try" && echo "$mount"`;
  const {stdout} = await host.run(['sh', '-c', script], {accept: [0, 1]});
  return stdout.trim() || undefined;
}

test('a process that hid from everything else is ended where services have control groups', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'control-groups-'));
  const hidden = `env -i /bin/sh -c 'setsid sh -c "echo \\$\\$ >pid; exec sleep 77" & exit' & sleep 0.3; exec sleep 100`;
  const spec: ServiceSpec = {
    id: 'test/hiding',
    argv: ['/bin/sh', '-c', hidden],
    cwd: directory,
    env: {PATH: '/usr/bin:/bin'},
    logFile: join(directory, 'log'),
    runDirectory: directory,
    stop: {signal: 'SIGTERM', graceMs: 3000},
    restart: {when: 'never', limit: 0, windowMs: 60_000},
  };
  const runner = new ShimRunner(host, 'fork');
  const handle = await runner.start(spec);
  await expect.poll(async () => (await host.readText(join(directory, 'pid')))?.endsWith('\n')).toBe(true);
  const pid = Number(await host.readText(join(directory, 'pid')));
  const mount = await findWritableMount();
  try {
    expect((await runner.pids(handle)).includes(pid)).toBe(mount !== undefined);
    await runner.stop(handle, spec.stop);
    const stat = (await host.readText(`/proc/${pid}/stat`).catch(() => undefined)) ?? '';
    expect(/\) [^ZX] /.test(stat)).toBe(mount === undefined);
    const groups = mount === undefined ? [] : ((await host.list(mount)) ?? []);
    expect(groups).not.toContain(`devstack-${String(handle.data.id)}`);
  } finally {
    await host.run(['kill', '-9', String(pid)], {accept: [0, 1]});
    await rm(directory, {recursive: true});
  }
});
