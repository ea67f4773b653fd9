import type {TimedLine} from '@devstack/engine';
import type {Paint} from './paint.ts';

const COLORS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'cyanBright', 'yellowBright', 'greenBright'] as const;

/** Lines of several services begin with the service, in its colour; those of one are as they are. */
export function lineRenderer(
  services: readonly string[],
  {json, paint}: {readonly json: boolean; readonly paint: Paint},
): (line: TimedLine) => string {
  if (json) return ({atMs, service, text}) => JSON.stringify({time: new Date(atMs).toISOString(), service, line: text});
  if (services.length < 2) return ({text}) => text;
  const width = Math.max(...services.map((service) => service.length));
  const heads = new Map(
    services.map((service, index) => [service, paint[COLORS[index % COLORS.length]!](`${service.padEnd(width)} |`)]),
  );
  return ({service, text}) => `${heads.get(service) ?? service} ${text}`.trimEnd();
}
