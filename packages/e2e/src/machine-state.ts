import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import type {Lab} from './lab.ts';
import {innerNamespaces, type NetworkState, networkState} from './network-state.ts';
import {processTree, readProcesses} from './process-table.ts';

/** What of a lab is not in its files on disk. Sorted, so that two of them compare as data. */
export interface MachineState extends NetworkState {
  users: string[];
  groups: string[];
  /** The command lines of all programs but pid 1. */
  processes: string[];
  /** Listening TCP ports: all in a network of the lab's own, else those of the lab's programs. */
  ports: number[];
  mounts: string[];
  /** Those that programs have made for themselves. */
  namespaces: string[];
  /** What is in /run, /tmp and /dev/shm, but for what sudo notes of who used it and what a boot makes anew. */
  temporaryFiles: string[];
}

const linkOf = (file: string): string | undefined => {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // the process has ended
  }
};

/** Of all programs in a lab but pid 1, also of those in namespaces that were made in it. */
export function labPids(lab: Lab): number[] {
  const namespace = linkOf(`/proc/${lab.pid}/ns/pid`);
  const below = new Set(processTree(lab.pid).map(({pid}) => pid));
  return readProcesses()
    .filter(({pid, state}) => pid !== lab.pid && state !== 'Z')
    .filter(({pid}) => below.has(pid) || linkOf(`/proc/${pid}/ns/pid`) === namespace)
    .map(({pid}) => pid);
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

/** The words of a program's command line, joined; nothing for one that has ended. */
export function commandLine(pid: number): string[] {
  const argv = readOr(`/proc/${pid}/cmdline`, '').split('\0').filter(Boolean);
  return argv.length > 0 ? [argv.join(' ')] : [];
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(
      (fd) => /^socket:\[(\d+)/.exec(linkOf(`/proc/${pid}/fd/${fd}`) ?? '')?.[1] ?? [],
    );
  } catch {
    return [];
  }
}

function listeningPorts(lab: Lab, pids: readonly number[]): number[] {
  const own = new Set(pids.flatMap(socketsOf));
  const lines = ['tcp', 'tcp6'].flatMap((name) => readOr(`/proc/${lab.pid}/net/${name}`, '').split('\n').slice(1));
  const sockets = lines.map((line) => line.trim().split(/\s+/)).filter((fields) => fields[3] === '0A');
  const ofLab = sockets.filter((fields) => lab.network === 'none' || own.has(fields[9]!));
  return [...new Set(ofLab.map((fields) => Number.parseInt(fields[1]!.split(':')[1]!, 16)))].sort((a, b) => a - b);
}

/** Of systemd's own services, with names that each boot gives anew. */
const ofSystemd = /^(\/run\/systemd\/journal\/streams\/|\/tmp\/systemd-private-\w+-systemd-)/;

const firstFields = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(':')[0]!)
    .sort();

export async function machineState(lab: Lab): Promise<MachineState> {
  const [users, groups] = [await lab.readFile('/etc/passwd'), await lab.readFile('/etc/group')];
  const find = [
    'find',
    '/run',
    '/tmp',
    '/dev/shm',
    '-mindepth',
    '1',
    '-path',
    '/run/uv-cache/*',
    '-prune',
    '-o',
    '-print',
  ];
  const temporary = await lab.run(find, {user: 'root'});
  const pids = labPids(lab);
  const mounts = readFileSync(`/proc/${lab.pid}/mountinfo`, 'utf8').split('\n').filter(Boolean);
  return {
    users: firstFields(users),
    groups: firstFields(groups),
    processes: pids.flatMap(commandLine).sort(),
    ports: listeningPorts(lab, pids),
    mounts: mounts.map((line) => line.split(' ')[4]!).sort(),
    namespaces: innerNamespaces(lab),
    ...(await networkState(lab)),
    temporaryFiles: temporary.stdout
      .split('\n')
      .filter((path) => path && path !== '/run/uv-cache' && !path.startsWith('/run/sudo') && !ofSystemd.test(path))
      .sort(),
  };
}

/** What is there now and was not before, and the other way round, by kind: `{}` means nothing is left. */
export function stateChanges(before: MachineState, after: MachineState): Record<string, string[]> {
  const kinds = Object.keys(before) as (keyof MachineState)[];
  const changes = kinds.map((kind) => {
    const [old, fresh] = [before[kind].map(String), after[kind].map(String)];
    const marks = [
      ...fresh.filter((v) => !old.includes(v)).map((v) => `+${v}`),
      ...old.filter((v) => !fresh.includes(v)).map((v) => `-${v}`),
    ];
    return [kind, marks] as const;
  });
  return Object.fromEntries(changes.filter(([, marks]) => marks.length > 0));
}
