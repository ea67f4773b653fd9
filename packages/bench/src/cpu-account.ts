import {mkdir, readFile, rmdir, writeFile} from 'node:fs/promises';
import path from 'node:path';

const HIERARCHY = '/sys/fs/cgroup/cpuacct';

/** Counts the processor time of this program and of everything it starts from now on. */
export interface CpuAccount {
  /** Seconds; NaN where the kernel keeps no such account, or only for others. */
  read(): Promise<number>;
  close(): Promise<void>;
}

export async function openCpuAccount(): Promise<CpuAccount> {
  const group = path.join(HIERARCHY, `devstack-bench-${process.pid}`);
  try {
    await mkdir(group);
    await writeFile(path.join(group, 'cgroup.procs'), String(process.pid));
  } catch {
    return {read: async () => Number.NaN, close: async () => undefined};
  }
  return {
    read: async () => Number(await readFile(path.join(group, 'cpuacct.usage'), 'utf8')) / 1e9,
    close: async () => {
      await writeFile(path.join(HIERARCHY, 'cgroup.procs'), String(process.pid));
      await rmdir(group);
    },
  };
}
