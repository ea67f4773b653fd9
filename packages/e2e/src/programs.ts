import {readFileSync} from 'node:fs';
import type {Lab} from './lab.ts';
import {commandLine, labPids} from './machine-state.ts';
import {sleep} from './process-table.ts';

export interface Program {
  uid: number;
  commandLine: string;
}

function uidOf(pid: number): number | undefined {
  try {
    return Number(/^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has ended
  }
}

/** What runs in a lab now, but for pid 1. */
export function programs(lab: Lab): Program[] {
  return labPids(lab).flatMap((pid) => {
    const uid = uidOf(pid);
    return uid === undefined ? [] : commandLine(pid).map((line) => ({uid, commandLine: line}));
  });
}

/** All command lines that were seen in a lab until the end of some work. */
export async function commandLinesDuring(lab: Lab, work: Promise<unknown>): Promise<string[]> {
  const seen = new Set<string>();
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    for (const program of programs(lab)) seen.add(program.commandLine);
    await sleep(15);
  }
  await ended;
  return [...seen];
}
