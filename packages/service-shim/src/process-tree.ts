import type {ProcessIdentity, ProcessStat} from './process-output.ts';
import type {ProcessTable} from './process-table.ts';
import {SERVICE_MARK, SHIM_MARK} from './shim-commands.ts';

/** The living processes of one start of a service. */
export interface ServiceProcesses {
  /** The shim and its helpers. */
  readonly shim: readonly ProcessStat[];
  /** Everything else, in order of age. */
  readonly service: readonly ProcessStat[];
}

/**
 * What belongs to a service: what bears its mark, what the shim started in another session than its own, `known` (its first process,
 * which may have overwritten the mark), and everything that descends from these or is in their sessions and process groups. A program
 * bears no mark for a moment while it is loaded, so the shim's helpers are known by their session, which may be the service's too.
 */
export function findServiceProcesses(
  {processes, marks}: ProcessTable,
  id: string,
  {known, members = []}: {readonly known?: ProcessIdentity | undefined; readonly members?: readonly number[]} = {},
): ServiceProcesses {
  const shim = new Set(marks.get(`${SHIM_MARK}=${id}`));
  const found = new Set(marks.get(`${SERVICE_MARK}=${id}`));
  if (known !== undefined && processes.get(known.pid)?.startTicks === known.startTicks) found.add(known.pid);
  expand(found, [...processes.values()], ({parent}) => found.has(parent));
  for (const {pid, session} of processes.values()) if (shim.has(session) && !found.has(pid)) shim.add(pid);
  const all = [...processes.values()].filter(({pid}) => !shim.has(pid));
  for (const {pid, parent, session} of all) {
    if (shim.has(parent) && processes.get(parent)?.session !== session) found.add(pid);
  }
  for (const pid of members) if (!shim.has(pid)) found.add(pid);
  expand(found, all, ({parent, group, session}) => found.has(parent) || found.has(group) || found.has(session));
  return {shim: pick(processes, shim), service: pick(processes, found)};
}

/** Adds what belongs, until nothing more does. */
function expand(found: Set<number>, all: readonly ProcessStat[], belongs: (process: ProcessStat) => boolean): void {
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const one of all) if (belongs(one)) found.add(one.pid);
  }
}

function pick(processes: ReadonlyMap<number, ProcessStat>, pids: ReadonlySet<number>): ProcessStat[] {
  return [...pids]
    .flatMap((pid) => processes.get(pid) ?? [])
    .sort((one, other) => one.startTicks - other.startTicks || one.pid - other.pid);
}
