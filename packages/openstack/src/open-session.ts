import {createHash} from 'node:crypto';
import type {Http} from '@devstack/sdk';
import type {Credentials} from './credentials.ts';
import {CloudSession, type Session} from './session.ts';

/** The password must not be kept as a key; a digest says as well whether two are the same. */
const sessions = new WeakMap<Http, Map<string, Session>>();

/**
 * The session of some credentials: one for the whole process, and so one token, whoever asks. Sends nothing yet.
 *
 * @example
 * const cloud = openSession(http, credentialsFrom(environment));
 * const {body} = await cloud.request<{servers: {name: string}[]}>('compute', 'GET', '/servers', undefined, {microversion: '2.90'});
 */
export function openSession(http: Http, credentials: Credentials): Session {
  const own = sessions.get(http) ?? new Map<string, Session>();
  sessions.set(http, own);
  const key = digestOf(credentials);
  const session = own.get(key) ?? new CloudSession(http, credentials);
  own.set(key, session);
  return session;
}

function digestOf(credentials: Credentials): string {
  const sorted = Object.entries(credentials).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
