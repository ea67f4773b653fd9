/** A pid is used again; a pid and the time of its start, in clock ticks since the boot, are not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
}

export interface ProcessStat extends ProcessIdentity {
  readonly name: string;
  /** A letter: R running, S sleeping, Z a zombie ... */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly residentPages: number;
}

// The name may hold spaces, brackets and line ends, but only fifteen characters: too few to forge what follows it.
const STAT = /^(\d+) \(([\s\S]{0,64}?)\) ([A-Za-z])((?: -?\d+){21,})$/gm;

/** Reads one or many `/proc/PID/stat`. */
export function parseStats(text: string): ProcessStat[] {
  return [...text.matchAll(STAT)].map(([, pid, name, state, rest]) => {
    const fields = rest!.trim().split(' ').map(Number);
    return {
      pid: Number(pid),
      name: name!,
      state: state!,
      parent: fields[0]!,
      group: fields[1]!,
      session: fields[2]!,
      startTicks: fields[18]!,
      residentPages: fields[20]!,
    };
  });
}

/** A zombie has ended, even if its parent takes its time to notice. */
export function isAlive({state}: ProcessStat): boolean {
  return !/[ZXx]/.test(state);
}

/** Reads what `marksCommand` prints: for each mark `NAME=ID` the pids that bear it. */
export function parseMarks(text: string): ReadonlyMap<string, readonly number[]> {
  const marks = new Map<string, number[]>();
  for (const [, pid, mark] of text.matchAll(/\/proc\/(\d+)\/environ:(\w+=[0-9a-f-]{36})/g)) {
    marks.set(mark!, [...(marks.get(mark!) ?? []), Number(pid)]);
  }
  return marks;
}

/** Reads `btime` of `/proc/stat`: the time of the boot in milliseconds since the epoch. */
export function parseBootTimeMs(text: string): number {
  return Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0) * 1000;
}
