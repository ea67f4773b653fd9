import {type SecretRef, type Text, text} from '@devstack/sdk';

export const USERNAME = 'openstack';

export interface BrokerConf {
  readonly bind: string;
  readonly port: number;
  readonly definitions: string;
  readonly logLevel: string;
}

/** `rabbitmq.conf`. It can hold no password with a `#` in it, and is read for a new database only; so users come from the definitions. */
export function renderRabbitMqConf({bind, port, definitions, logLevel}: BrokerConf): string {
  return `${[
    `listeners.tcp.1 = ${bind}:${port}`,
    `load_definitions = ${definitions}`,
    'log.file = false',
    'log.console = true',
    `log.console.level = ${logLevel}`,
    'log.console.use_colors = off',
  ].join('\n')}\n`;
}

/**
 * `definitions.json`: users, virtual hosts and permissions, applied at each start, before the broker listens. A password that was changed is
 * the right one after a restart.
 */
export function renderDefinitions(vhosts: readonly string[], password: SecretRef): Text {
  const quote = (value: unknown): string => JSON.stringify(value);
  const everything = {configure: '.*', write: '.*', read: '.*'};
  const permissions = vhosts.map((vhost) => ({user: USERNAME, vhost, ...everything}));
  return text`{
  "users": [{"name": ${quote(USERNAME)}, "password": "${password}", "tags": ["administrator"]}],
  "vhosts": ${quote(vhosts.map((name) => ({name})))},
  "permissions": ${quote(permissions)}
}
`;
}

/** No plugin at all. */
export const ENABLED_PLUGINS = '[].\n';

/** What oslo.messaging calls a transport URL. An empty path is the virtual host `/`. */
export function transportUrl(host: string, port: number, vhost: string, password: SecretRef): Text {
  const name = host.includes(':') ? `[${host}]` : host;
  return text`rabbit://${USERNAME}:${password}@${name}:${port}/${vhost === '/' ? '' : encodeURIComponent(vhost)}`;
}

/**
 * oslo.messaging decodes the password of a transport URL, and makes a URL of it again for kombu with `urllib.parse.quote`, which leaves a
 * slash as it is. One that is encoded twice stays encoded once, and is another password.
 */
export const IMPOSSIBLE_IN_PASSWORD = {
  characters: '/',
  what: 'a slash (/)',
  why: 'oslo.messaging hands it on unencoded, and no service could sign in',
} as const;
