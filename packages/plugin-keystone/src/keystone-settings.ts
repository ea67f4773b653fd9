import type {ComponentContext} from '@devstack/sdk';
import {socketOf} from './keystone-address.ts';
import type {WsgiApplication} from './uwsgi-conf.ts';

/** What options, release, distro and database together mean for keystone. */
export interface KeystoneSettings {
  readonly port: number;
  readonly processes: number;
  readonly threads: number;
  readonly isSqlite: boolean;
  /** For clients, without a path. */
  readonly url: string;
  readonly application: WsgiApplication;
  readonly uwsgiPlugins: readonly string[];
}

const MODULE = 'keystone.wsgi.api';

export function readSettings(context: ComponentContext): KeystoneSettings {
  const {address, distro, origin, release} = context;
  const isSqlite = context.offer('database', 'keystone').values.engine === 'sqlite';
  const threads = context.option<number>('threads');
  const port = context.option<number>('port');
  const uwsgi = distro.settings.uwsgi as {readonly plugins?: readonly string[]} | undefined;
  return {
    port,
    processes: context.option<number>('processes'),
    // keystone reads before it writes in one transaction; SQLite takes two of these at once for a deadlock and refuses one.
    threads: isSqlite ? 1 : threads,
    isSqlite,
    url: `http://${socketOf(address.client, port)}`,
    application: (release.settings.wsgi as WsgiApplication | undefined) ?? {module: MODULE},
    uwsgiPlugins: origin === 'distro' ? (uwsgi?.plugins ?? []) : [],
  };
}
