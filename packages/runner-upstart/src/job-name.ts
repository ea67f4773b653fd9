import {createHash} from 'node:crypto';
import type {ServiceSpec} from '@devstack/sdk';

/** Upstart refuses a log file whose path is longer than 255 characters. */
const READABLE = 60;

type Service = Pick<ServiceSpec, 'id' | 'runDirectory'>;

/** `devstack-nova-api-1f2e3d4c`: readable, and another one for a service of the same name in another installation. */
export function jobName(service: Service): string {
  const readable = service.id.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, READABLE);
  return `devstack-${readable}-${digest(service).slice(0, 8)}`;
}

/** What marks all processes of a service: the same at each start, so that a job file changes only when its service does. */
export function serviceMark(service: Service): string {
  const hex = digest(service);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** `nova_start` for `nova/api`. */
export function componentEvent({id}: Pick<Service, 'id'>, verb: 'start' | 'stop'): string {
  return `${id.replace(/\/.*/s, '').replaceAll(/[^A-Za-z0-9.-]/g, '_')}_${verb}`;
}

function digest({id, runDirectory}: Service): string {
  return createHash('sha256').update(`${runDirectory}\0${id}`).digest('hex');
}
