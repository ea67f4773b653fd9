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

export interface ProcessScan {
  readonly processes: readonly ProcessStat[];
  /** For each mark `NAME=ID` the pids that bear it. */
  readonly marks: ReadonlyMap<string, readonly number[]>;
}

/** Reads what `scanCommand` prints. */
export function parseScan(text: string): ProcessScan {
  const stats: string[] = [];
  const marks = new Map<string, number[]>();
  for (const record of text.split('\0')) {
    const [, pid, file, content] = /^\/proc\/(\d+)\/(stat|environ):([\s\S]*)$/.exec(record) ?? [];
    if (file === 'stat') stats.push(content!);
    else if (file === 'environ') marks.set(content!, [...(marks.get(content!) ?? []), Number(pid)]);
  }
  return {processes: stats.flatMap(parseStats), marks};
}

/** Reads `btime` of `/proc/stat`: the time of the boot in milliseconds since the epoch. */
export function parseBootTimeMs(text: string): number {
  return Number(/^btime (\d+)$/m.exec(text)?.[1] ?? 0) * 1000;
}
