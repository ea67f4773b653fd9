import {join} from 'node:path';
import type {Handle, RestartPolicy, ServiceSpec} from '@devstack/sdk';
import {serviceDirectory} from '@devstack/service-shim';
import {LOG_VARIABLE} from './job-conf.ts';
import {jobName, serviceMark} from './job-name.ts';
import {parseJobSyntax} from './job-syntax.ts';
import type {UpstartOptions} from './upstart-options.ts';

/** What a handle of this runner holds: `id`, `directory` and `logFile` are those of the shim. */
interface JobData {
  readonly id: string;
  readonly directory: string;
  readonly logFile: string;
  readonly job: string;
  readonly jobFile: string;
  /** The program that reaches the upstart that has the job. */
  readonly initctl: string;
  /** Where upstart puts what the job prints. */
  readonly jobLog: string;
  readonly when: RestartPolicy['when'];
}

export function jobHandle(
  service: Pick<ServiceSpec, 'id' | 'runDirectory' | 'logFile'> & {readonly restart: Pick<RestartPolicy, 'when'>},
  {initctl, jobDirectory, logDirectory, respawn}: UpstartOptions,
): Handle {
  const job = jobName(service);
  const data = {
    id: serviceMark(service),
    directory: serviceDirectory(service),
    logFile: service.logFile,
    job,
    jobFile: join(jobDirectory, `${job}.conf`),
    initctl,
    jobLog: join(logDirectory, `${job}.log`),
    when: respawn ? service.restart.when : 'never',
  } satisfies JobData;
  return {version: 1, runner: 'upstart', service: service.id, data};
}

export function jobDataOf({data}: Handle): JobData {
  const text = (name: keyof JobData): string => String(data[name]);
  return {
    id: text('id'),
    directory: text('directory'),
    logFile: text('logFile'),
    job: text('job'),
    jobFile: text('jobFile'),
    initctl: text('initctl'),
    jobLog: text('jobLog'),
    when: whenOf(data.when),
  };
}

/** What a job file says of its service, for a handle that nobody stored; undefined when it is not one of ours. */
export function recordedLog(
  conf: string,
): {readonly logFile: string; readonly when: RestartPolicy['when']} | undefined {
  const stanzas = parseJobSyntax(conf);
  const variables = stanzas.filter(({name}) => name === 'env').map(({words}) => words[0] ?? '');
  const logFile = variables.find((variable) => variable.startsWith(`${LOG_VARIABLE}=`));
  if (logFile === undefined) return undefined;
  const has = (name: string): boolean => stanzas.some((stanza) => stanza.name === name);
  const when = has('normal') ? 'on-failure' : has('respawn') ? 'always' : 'never';
  return {logFile: logFile.slice(LOG_VARIABLE.length + 1), when};
}

function whenOf(value: unknown): RestartPolicy['when'] {
  return value === 'always' || value === 'on-failure' ? value : 'never';
}
