import type {Argv, ComponentContext} from '@devstack/sdk';

/**
 * How a daemon is started: by its script, or from its module where the release says so, since the script may be in a package that brings
 * much more.
 * @param topic `conductor`
 */
export function daemonCommand({python, release}: ComponentContext, topic: string): Argv {
  const modules = release.settings.daemons as Readonly<Record<string, string>> | undefined;
  const module = modules?.[topic];
  if (module === undefined) return [python.script(`nova-${topic}`)];
  return [python.script('python3'), '-c', `import sys; from ${module} import main; sys.exit(main())`];
}
