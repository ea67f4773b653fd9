import type {Argv, ServiceSpec} from '@devstack/sdk';
import {SERVICE_MARK, SHIM_MARK, serviceDirectory} from '@devstack/service-shim';
import {componentEvent, serviceMark} from './job-name.ts';
import {escapeLines, quoteWord} from './job-quoting.ts';
import type {UpstartOptions} from './upstart-options.ts';

/** Holds the path of the service's log, for who finds the job file and nothing else. */
export const LOG_VARIABLE = 'DEVSTACK_LOG';

/**
 * The job file of a service.
 *
 * @param script path of job.sh and shim.sh; it runs the service, because upstart does not tell afterwards how one ended
 */
export function renderJobConf(spec: ServiceSpec, script: string, options: UpstartOptions): string {
  const variables = Object.entries({...spec.env, [SERVICE_MARK]: serviceMark(spec)});
  const processes = jobProcesses(spec, script, variables.map(([name]) => name).join(' '), options);
  return [
    `# Written by devstack when it starts ${oneLine(spec.id)}, and removed when it stops it: what is changed here is lost.`,
    `description ${quoteWord(`${oneLine(spec.id)} of devstack`)}`,
    `author 'devstack'`,
    `start on (${options.startEvent} or ${componentEvent(spec, 'start')})`,
    `stop on (${options.stopEvent} or ${componentEvent(spec, 'stop')})`,
    ...respawnStanzas(spec, options),
    `kill signal ${spec.stop.signal.slice(3)}`,
    `kill timeout ${Math.max(1, Math.ceil(spec.stop.graceMs / 1000))}`,
    ...(spec.owner === undefined
      ? []
      : [`setuid ${quoteWord(spec.owner.user)}`, `setgid ${quoteWord(spec.owner.group)}`]),
    `chdir ${quoteWord(spec.cwd)}`,
    'umask 0077',
    'console log',
    '# The environment of the service. The names of its variables are in the command.',
    `env ${SHIM_MARK}=${quoteWord(serviceMark(spec))}`,
    `env ${LOG_VARIABLE}=${quoteWord(spec.logFile)}`,
    ...variables.map(([, value], index) => `env DEVSTACK_VALUE_${index}=${quoteWord(escapeLines(value))}`),
    `pre-stop exec ${command(processes.preStop)}`,
    `post-stop exec ${command(processes.postStop)}`,
    `exec ${command(processes.main)}`,
    '',
  ].join('\n');
}

/** `respawn limit 0` would be no limit at all. A service that ends well is not a failure to upstart only when that is said. */
function respawnStanzas({restart}: ServiceSpec, {respawn}: UpstartOptions): string[] {
  const {when, limit, windowMs} = restart;
  if (!respawn || when === 'never' || limit <= 0) return [];
  return [
    'respawn',
    `respawn limit ${limit} ${Math.max(1, Math.ceil(windowMs / 1000))}`,
    ...(when === 'on-failure' ? ['normal exit 0'] : []),
  ];
}

function jobProcesses(
  spec: ServiceSpec,
  script: string,
  names: string,
  {respawn}: UpstartOptions,
): Record<'main' | 'preStop' | 'postStop', Argv> {
  const directory = serviceDirectory(spec);
  const policy = [respawn ? spec.restart.when : 'never', String(spec.restart.limit)];
  const argv = spec.argv.map(escapeLines);
  return {
    main: ['/bin/sh', script, 'job', directory, serviceMark(spec), spec.logFile, ...policy, names, ...argv],
    preStop: ['/bin/sh', script, 'await', directory],
    postStop: ['/bin/sh', script, 'after', directory, serviceMark(spec), ...policy],
  };
}

function command(argv: Argv): string {
  return argv.map((word) => (/^[\w/.+:=-]+$/.test(word) ? word : quoteWord(word))).join(' ');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
