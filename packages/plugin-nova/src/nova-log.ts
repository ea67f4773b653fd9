/** The defaults of oslo.log and nova, of which the option is a replacement, not an addition. */
const DEFAULT_LEVELS = [
  'amqp=WARN',
  'amqplib=WARN',
  'sqlalchemy=WARN',
  'oslo.messaging=INFO',
  'oslo_messaging=INFO',
  'iso8601=WARN',
  'requests.packages.urllib3.connectionpool=WARN',
  'urllib3.connectionpool=WARN',
  'websocket=WARN',
  'requests.packages.urllib3.util.retry=WARN',
  'urllib3.util.retry=WARN',
  'keystonemiddleware=WARN',
  'routes.middleware=WARN',
  'stevedore=WARN',
  'taskflow=WARN',
  'keystoneauth=WARN',
  'oslo.cache=INFO',
  'oslo_policy=INFO',
  'dogpile.core.dogpile=INFO',
  'glanceclient=WARN',
  'oslo.privsep.daemon=INFO',
];

export const LOG_LEVELS = [...DEFAULT_LEVELS, 'nova.service=DEBUG'].join(',');

/**
 * The last line of a start, when the queues are there: what is sent to a service before is lost, and its sender waits for 10 seconds.
 * @param topic `conductor`
 */
export function readyLine(topic: string): string {
  return `Join ServiceGroup membership for this service ${topic}`;
}
