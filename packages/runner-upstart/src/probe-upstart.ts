import type {Host, Usable} from '@devstack/sdk';
import {Initctl} from './initctl.ts';
import type {UpstartOptions} from './upstart-options.ts';

/** The first that knows `kill signal` and `setuid`. */
const OLDEST = [1, 4] as const;
const OTHER = 'use another runner: --runner fork; no current distribution carries upstart';

export async function probeUpstart(host: Host, options: UpstartOptions): Promise<Usable> {
  const {initctl, jobDirectory, logDirectory} = options;
  if ((await host.stat(initctl)) === undefined) {
    return {usable: false, why: `there is no ${initctl}`, fix: `${OTHER}; or say where one is: upstart.initctl`};
  }
  const version = await new Initctl(host, initctl).version();
  if (version === undefined) return {usable: false, why: `${initctl} reaches no upstart`, fix: OTHER};
  if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
    return {usable: false, why: `upstart ${version.join('.')} is older than ${OLDEST.join('.')}`, fix: OTHER};
  }
  for (const [option, path] of [
    ['job_directory', jobDirectory],
    ['log_directory', logDirectory],
  ]) {
    const why = await whyNotWritable(host, path!);
    if (why !== undefined) return {usable: false, why, fix: `run devstack as root, or set upstart.${option}`};
  }
  return {usable: true};
}

async function whyNotWritable(host: Host, path: string): Promise<string | undefined> {
  if ((await host.stat(path)) === undefined) return `there is no directory ${path}`;
  const {code} = await host.run(['test', '-w', path], {accept: [0, 1]});
  return code === 0 ? undefined : `only root can write to ${path}`;
}
