import type {StepDraft} from './step.ts';

const KINDS_WITH_PATH = ['directory', 'file', 'key-file', 'symlink'];

/**
 * What has to stand in `privileged` of a component's manifest for a step of it: the step's kind when it installs packages of the system, makes a
 * user or a route, runs a program as root, or makes a file outside of the installation; otherwise undefined.
 *
 * @param root of the installation
 * @example privilegeOf(step('command', 'format', {argv: ['mkfs', '/dev/sdb'], as: 'root', undo: 'inside'}), '/opt/openstack') // 'command'
 */
export function privilegeOf({kind, args}: Pick<StepDraft, 'kind' | 'args'>, root: string): string | undefined {
  const {as, privileged, path, requests} = args as Readonly<Record<string, unknown>>;
  const isPrivileged =
    as === 'root' ||
    privileged !== undefined ||
    kind === 'user' ||
    kind === 'route' ||
    (kind === 'packages' && Array.isArray(requests) && requests.length > 0) ||
    (KINDS_WITH_PATH.includes(kind) && !isBelow(String(path), root));
  return isPrivileged ? kind : undefined;
}

function isBelow(path: string, root: string): boolean {
  return (path === root || path.startsWith(`${root}/`)) && !path.split('/').includes('..');
}
