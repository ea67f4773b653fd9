import type {Lab} from '@devstack/e2e';

export interface ProgramMemory {
  readonly bytes: number;
  readonly commandLine: string;
}

/** In shell, because the lab knows its own processes: proportional set size and command line of each. */
const READ = `for p in /proc/[0-9]*; do
  s=$(awk '/^Pss:/ {print $2}' $p/smaps_rollup 2>/dev/null) && [ -n "$s" ] && echo "$s $(tr '\\0' ' ' <$p/cmdline)"
done; true`;
const SHOWN = 160;

/** The memory of every program in a lab, largest first: what several share is counted once, in parts. */
export async function readMemory(lab: Lab): Promise<readonly ProgramMemory[]> {
  const {stdout} = await lab.run(['sh', '-c', READ]);
  return stdout
    .split('\n')
    .flatMap((line) => {
      const [, kibibytes, commandLine] = /^(\d+) (.+)$/.exec(line) ?? [];
      return commandLine === undefined
        ? []
        : [{bytes: Number(kibibytes) * 1024, commandLine: commandLine.slice(0, SHOWN)}];
    })
    .toSorted((a, b) => b.bytes - a.bytes);
}

export function totalBytes(programs: readonly ProgramMemory[]): number {
  return programs.reduce((sum, {bytes}) => sum + bytes, 0);
}
