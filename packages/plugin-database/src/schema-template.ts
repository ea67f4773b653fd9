import {gunzipSync, gzipSync} from 'node:zlib';

/** A schema that a project's own tool has made, and what it was made of. */
export interface SchemaTemplate {
  /** Series of the server, `mariadb 10.11`. */
  readonly server: string;
  /** Digest of the code. */
  readonly code: string;
  readonly sql: string;
}

const VERSION = 1;
const COLUMNS = 118;

export function renderTemplate({server, code, sql}: SchemaTemplate): string {
  const data = gzipSync(sql, {level: 9}).toString('base64');
  const lines = data.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return [JSON.stringify({version: VERSION, server, code}), ...lines, ''].join('\n');
}

/** undefined for what this version cannot read. */
export function parseTemplate(text: string): SchemaTemplate | undefined {
  const [head = '', ...data] = text.split('\n');
  const {version, server, code} = JSON.parse(head) as {version: number; server: string; code: string};
  if (version !== VERSION) return undefined;
  return {server, code, sql: gunzipSync(Buffer.from(data.join(''), 'base64')).toString('utf8')};
}

/** `10.11.14-MariaDB-deb12` becomes `mariadb 10.11`: what a server makes of a statement is the same within a series. */
export function seriesOf(version: string): string {
  return `mariadb ${/^\d+\.\d+/.exec(version)?.[0] ?? version}`;
}
