import {readlinkSync} from 'node:fs';
import {runOnHost} from './command.ts';
import type {Lab} from './lab.ts';
import {processTree} from './process-table.ts';

/** What of a lab's network somebody could have left behind, each as `ip` and `nft` show it. */
export interface NetworkState {
  links: string[];
  addresses: string[];
  routes: string[];
  rules: string[];
  filters: string[];
}

/** The link of the lab itself has another address after each boot. */
const ofLab = /\beth0\b/;

async function linesOf(lab: Lab, ...argv: string[]): Promise<string[]> {
  const stdout = await runOnHost(['nsenter', `--net=/proc/${lab.pid}/ns/net`, ...argv]);
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '' && !ofLab.test(line))
    .map((line) => line.replace(/^\d+: /, '').trim())
    .sort();
}

export async function networkState(lab: Lab): Promise<NetworkState> {
  const [links, addresses, routes, rules, filters] = await Promise.all([
    linesOf(lab, 'ip', '-o', '-brief', 'link'),
    linesOf(lab, 'ip', '-o', 'address'),
    linesOf(lab, 'ip', '-4', 'route', 'show', 'table', 'all'),
    linesOf(lab, 'ip', 'rule'),
    linesOf(lab, 'nft', 'list', 'ruleset'),
  ]);
  return {links: links.map((line) => line.split(/[\s@]/)[0]!), addresses, routes, rules, filters};
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // the process has ended
  }
}

const kinds = ['pid', 'net', 'ipc'];

/** Namespaces that programs of a lab have made for themselves: of processes, networks and shared memory. */
export function innerNamespaces(lab: Lab): string[] {
  const outer = new Set(kinds.map((kind) => linkOf(`/proc/${lab.pid}/ns/${kind}`)));
  const pids = processTree(lab.pid).filter(({state}) => state !== 'Z');
  const found = pids.flatMap(({pid}) => kinds.flatMap((kind) => linkOf(`/proc/${pid}/ns/${kind}`) ?? []));
  return [...new Set(found)].filter((name) => !outer.has(name)).sort();
}
