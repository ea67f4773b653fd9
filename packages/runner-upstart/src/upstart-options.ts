import {DevstackError, type OptionValues} from '@devstack/sdk';

export interface UpstartOptions {
  readonly initctl: string;
  readonly jobDirectory: string;
  readonly logDirectory: string;
  readonly respawn: boolean;
  readonly startEvent: string;
  readonly stopEvent: string;
}

/** An event may have arguments (`runlevel [2345]`); it stands in brackets, in a line of its own. */
const EVENT = /^[A-Za-z][^\s()#\\"']*( [^\s()#\\"']+)*$/;

export function readUpstartOptions(options: OptionValues): UpstartOptions {
  return {
    initctl: String(options.initctl ?? '/sbin/initctl'),
    jobDirectory: String(options.job_directory ?? '/etc/init'),
    logDirectory: String(options.log_directory ?? '/var/log/upstart'),
    respawn: options.respawn !== false,
    startEvent: eventOf(options, 'start_event', 'all_os_start'),
    stopEvent: eventOf(options, 'stop_event', 'all_os_stop'),
  };
}

function eventOf(options: OptionValues, name: string, byDefault: string): string {
  const event = String(options[name] ?? byDefault).trim();
  if (EVENT.test(event)) return event;
  throw new DevstackError(`cannot use upstart.${name} = '${event}': it is not the name of an event`, {
    code: 'DEVSTACK_ERR_CONFIG_VALUE',
    suggestions: [`name an event, perhaps with arguments: upstart.${name} = ${byDefault}`],
  });
}
