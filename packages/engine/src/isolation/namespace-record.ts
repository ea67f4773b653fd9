import {readFileSync} from 'node:fs';

/** Process 1 of a namespace that lives. */
export interface Living {
  /** As the machine counts. */
  readonly pid: number;
  /** What stands inside where the id of the boot does. */
  readonly id: string;
  /** False while it is being made. */
  readonly isReady: boolean;
}

interface NamespaceRecord extends Pick<Living, 'pid' | 'id'> {
  readonly startTicks: string;
  /** Of the machine: pids and times of another boot mean nothing. */
  readonly bootId: string;
}

/** The line that process 1 wrote about itself: `PID START BOOT ID`. */
export function parseRecord(text: string): NamespaceRecord | undefined {
  const [, pid, startTicks, bootId, id] = /^(\d+) (\d+) (\S+) (\S+)\n$/.exec(text) ?? [];
  return id === undefined ? undefined : {pid: Number(pid), startTicks: startTicks!, bootId: bootId!, id};
}

/** State and time of the start, of the text of /proc/PID/stat. */
export function parseStat(text: string): {readonly state: string; readonly startTicks: string} {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {state: fields[0] ?? '', startTicks: fields[19] ?? ''};
}

/**
 * Looks whether the process that is recorded is still that process: a pid is only a number. Synchronous, because it is asked before each look at
 * a file of the namespace.
 */
export function readLiving(file: string): Living | undefined {
  const record = parseRecord(read(file));
  if (record === undefined || record.bootId !== read('/proc/sys/kernel/random/boot_id').trim()) return undefined;
  const {state, startTicks} = parseStat(read(`/proc/${record.pid}/stat`));
  if (startTicks !== record.startTicks || /[ZXx]/.test(state)) return undefined;
  return {pid: record.pid, id: record.id, isReady: read(`${file}.ready`).trim() === record.id};
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENOTDIR') return '';
    throw error;
  }
}
