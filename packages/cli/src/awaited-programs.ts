import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/**
 * Ends the programs this process waits for. They are its children whose standard output is a pipe or socket that leads here; a service
 * that a runner started outlives this process, so its output cannot lead here, and it is left alone.
 */
export function endAwaitedPrograms(pid: number = process.pid): void {
  for (const child of awaitedPrograms(pid)) {
    try {
      process.kill(child.leadsGroup ? -child.pid : child.pid, 'SIGTERM');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function awaitedPrograms(parent: number): {pid: number; leadsGroup: boolean}[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readStat(name);
      if (stat === undefined || stat.parent !== parent || !isOutputPiped(name)) return [];
      return [{pid: Number(name), leadsGroup: stat.group === Number(name)}];
    });
}

function readStat(pid: string): {parent: number; group: number} | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The name in parentheses may hold blanks and parentheses; what follows the last one is numbers. */
export function parseStat(text: string): {parent: number; group: number} {
  const [, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {parent: Number(parent), group: Number(group)};
}

function isOutputPiped(pid: string): boolean {
  try {
    return /^(pipe|socket):/.test(readlinkSync(`/proc/${pid}/fd/1`));
  } catch {
    return false;
  }
}
