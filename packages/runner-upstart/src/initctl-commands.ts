import type {Argv} from '@devstack/sdk';

export function versionCommand(initctl: string): Argv {
  return [initctl, 'version'];
}

export function startCommand(initctl: string, job: string): Argv {
  return [initctl, 'start', job];
}

/**
 * From here on upstart does not start the job again. It waits so many seconds for somebody to end it (`await` of job.sh) before it
 * signals it.
 */
export function stopCommand(initctl: string, job: string, seconds: number): Argv {
  return [initctl, 'stop', '--no-wait', job, `DEVSTACK_STOP=${seconds}`];
}

export function statusCommand(initctl: string, job: string): Argv {
  return [initctl, 'status', job];
}

/** Upstart sees a new or changed job file by itself, but not at once. */
export function reloadCommand(initctl: string): Argv {
  return [initctl, 'reload-configuration'];
}
