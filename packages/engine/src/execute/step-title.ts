import type {TraceEntry} from '../trace/records.ts';

/** `keystone/file:/etc/x` as a person reads it: `file /etc/x`. */
export function titleOfId(id: string): string {
  const colon = id.indexOf(':');
  const kind = id.slice(id.indexOf('/') + 1, colon);
  return `${kind} ${id.slice(colon + 1)}`;
}

export function titleOfEntry({step}: TraceEntry): string {
  return titleOfId(step.id);
}
