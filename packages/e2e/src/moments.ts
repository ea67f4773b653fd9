import {existsSync, readFileSync} from 'node:fs';
import type {CloudLab} from './cloud-lab.ts';
import type {LabProcess} from './lab-process.ts';
import {sleep} from './process-table.ts';
import {programs} from './programs.ts';

/** A moment in a run of devstack: when it has come, and how long after that. */
export interface Moment {
  readonly name: string;
  readonly hasCome: (cloud: CloudLab) => boolean;
  readonly afterMs: number;
}

/** While a program runs whose command line matches. */
export function whileRuns(pattern: RegExp, afterMs = 0): Moment {
  const hasCome = ({lab}: CloudLab) => programs(lab).some(({commandLine}) => pattern.test(commandLine));
  return {name: `${afterMs} ms into ${pattern.source}`, hasCome, afterMs};
}

function traceOf({lab, root}: CloudLab): string {
  const file = `/proc/${lab.pid}/root${root}/state/trace.jsonl`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** When the trace has so many lines that match. */
export function whenTraceHas(pattern: RegExp, count = 1, afterMs = 0): Moment {
  const hasCome = (cloud: CloudLab) =>
    traceOf(cloud)
      .split('\n')
      .filter((line) => pattern.test(line)).length >= count;
  return {name: `${afterMs} ms after record ${count} of ${pattern.source}`, hasCome, afterMs};
}

/** Kills a run and all its programs at a moment; throws when the run ends before. */
export async function killAt(cloud: CloudLab, run: LabProcess, {name, hasCome, afterMs}: Moment): Promise<void> {
  let hasEnded = false;
  void run.done.then(() => {
    hasEnded = true;
  });
  while (!hasCome(cloud)) {
    if (hasEnded) throw run.failure(await run.done, `it ended before the moment came: ${name}`);
    await sleep(3);
  }
  await sleep(afterMs);
  if (hasEnded) throw run.failure(await run.done, `it ended too early: ${name}`);
  await run.killTree();
}
