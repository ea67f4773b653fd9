import type {Argv} from '@devstack/sdk';
import {START, startArguments} from './boot-scripts.ts';
import {INSIDE_LINK, type NamespacePlan, PREFIX_LENGTH} from './namespace-plan.ts';

/** Who a program runs as inside. */
export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** @param hosts a file that is to be /etc/hosts inside; empty: the machine's */
export function startCommand(directory: string, record: string, id: string, hosts: string): Argv {
  return ['sh', '-c', START, 'sh', ...startArguments(directory, record, id, hosts)];
}

/** The program inside. The account is changed there, after the directory: to enter takes root, and so may the directory. */
export function enterCommand(pid: number, argv: Argv, cwd: string, ids?: Ids): Argv {
  const account: readonly string[] =
    ids === undefined ? [] : ['setpriv', `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups', '--'];
  return [...enter(pid), 'env', '-C', cwd, '--', ...account, ...argv] as unknown as Argv;
}

/** The same for a person, who is to see it and perhaps to type it. */
export function attachInside(pid: number, argv: Argv): Argv {
  return [...enter(pid), ...argv] as unknown as Argv;
}

function enter(pid: number): readonly string[] {
  return ['nsenter', '-t', `${pid}`, '--net', '--mount', '--ipc', '--pid', '--'];
}

/** For the standard input of `ip -batch -`: both ends, and on the machine the address, which brings its route. */
export function outsideBatch({link, outside}: NamespacePlan, pid: number): string {
  return [
    `link add ${link} type veth peer name ${INSIDE_LINK} netns ${pid}`,
    `address add ${outside}/${PREFIX_LENGTH} dev ${link}`,
    `link set ${link} up`,
    '',
  ].join('\n');
}

export function insideBatch({inside, outside}: NamespacePlan): string {
  return [
    `address add ${inside}/${PREFIX_LENGTH} dev ${INSIDE_LINK}`,
    `link set ${INSIDE_LINK} up`,
    `route add default via ${outside}`,
    '',
  ].join('\n');
}

export function insideIp(pid: number): Argv {
  return ['nsenter', '-t', `${pid}`, '--net', '--', 'ip', '-batch', '-'];
}

export function removeLink({link}: Pick<NamespacePlan, 'link'>): Argv {
  return ['ip', 'link', 'delete', link];
}

/** What comes from the cloud goes no further than the machine, also where the machine is a router: clouds do not reach each other. */
export function forbidForwarding({link}: Pick<NamespacePlan, 'link'>): Argv {
  return ['sh', '-c', 'echo 0 >"$1"', 'sh', forwardingFile(link)];
}

export function forwardingFile(link: string): string {
  return `/proc/sys/net/ipv4/conf/${link}/forwarding`;
}

export function killCommand(pid: number): Argv {
  return ['sh', '-c', 'kill -s KILL "$1"', 'sh', `${pid}`];
}

export function addRoute(to: string, {inside, link}: NamespacePlan): Argv {
  return ['ip', 'route', 'replace', to, 'via', inside, 'dev', link];
}

export function removeRoute(to: string, {inside, link}: NamespacePlan): Argv {
  return ['ip', 'route', 'delete', to, 'via', inside, 'dev', link];
}
