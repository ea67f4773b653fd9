import type {Host} from '@devstack/sdk';
import type {Provision} from '../registry/registry.ts';
import {unannounced} from '../registry/unannounced.ts';

/** The host, which runs programs as root for those only whose manifest announces it. */
export function announcedHost(host: Host, provision: Provision): Host {
  if (provision.provided.privileged?.command !== undefined) return host;
  const run: Host['run'] = async (argv, options) => {
    if (options?.privileged !== undefined) throw unannounced(provision, `runs ${argv[0]} as root`, 'command');
    return host.run(argv, options);
  };
  return new Proxy(host, {
    get(target, key) {
      if (key === 'run') return run;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
