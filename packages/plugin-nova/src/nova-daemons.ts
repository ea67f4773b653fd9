import type {Argv, ComponentContext} from '@devstack/sdk';

/**
 * How a daemon is started: by its script, or from its module where the release says so, since the script may be in a package that brings
 * much more. With one process where the release says that it would fork a worker though it has only one.
 * @param topic `conductor`
 */
export function daemonCommand({python, release}: ComponentContext, topic: string): Argv {
  const single = (release.settings.single ?? []) as readonly string[];
  if (single.includes(topic)) return [python.script('python3'), '-c', singleProcess(topic)];
  const modules = release.settings.daemons as Readonly<Record<string, string>> | undefined;
  const module = modules?.[topic];
  if (module === undefined) return [python.script(`nova-${topic}`)];
  return [python.script('python3'), '-c', `import sys; from ${module} import main; sys.exit(main())`];
}

/** It asks its launcher not to fork, as nova-compute does by itself: else its parent stays behind with as much memory. */
function singleProcess(topic: string): string {
  return [
    'import functools, sys',
    `from nova.cmd import ${topic} as program`,
    'program.service.serve = functools.partial(program.service.serve, no_fork=True)',
    'sys.exit(program.main())',
  ].join('; ');
}
