/**
 * dump-schemas.ts ROOT CODES: run by root on a machine with a cloud on MariaDB. Makes each schema once more, in a database of its own and by the
 * project's own tool. Prints JSON: by database the template, the SQL in it, and the tables of both that database and the cloud's.
 * CODES is JSON: by database what makes its schema, as release files say.
 */
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import type {SchemaCode} from '@devstack/openstack';
import type {Host} from '@devstack/sdk';
import {createMariadbDatabase} from '../mariadb-sql.ts';
import {readInstalledCode} from '../schema-code.ts';
import {renderTemplate, seriesOf} from '../schema-template.ts';

export interface DumpedSchema {
  readonly template: string;
  readonly sql: string;
  /** Without data: of a database made just now, and of the cloud's. */
  readonly fresh: string;
  readonly live: string;
}

const ROOT = process.argv[2]!;
const ACCOUNT = 'schema_maker';
const PORT = 13306;
const conf = (file: string): readonly string[] => ['--config-file', path.join(ROOT, 'etc', file)];

const COMMANDS: Readonly<Record<string, readonly [argv: readonly [string, ...string[]], variable: string]>> = {
  keystone: [['keystone-manage', ...conf('keystone/keystone.conf'), 'db_sync'], 'OS_DATABASE__CONNECTION'],
  glance: [['glance-manage', ...conf('glance/glance-api.conf'), 'db_sync'], 'OS_DATABASE__CONNECTION'],
  placement: [
    ['placement-manage', ...conf('placement/placement.conf'), 'db', 'sync'],
    'OS_PLACEMENT_DATABASE__CONNECTION',
  ],
  nova_api: [['nova-manage', ...conf('nova/nova.conf'), 'api_db', 'sync'], 'OS_API_DATABASE__CONNECTION'],
  nova: [['nova-manage', ...conf('nova/nova.conf'), 'db', 'sync', '--local_cell'], 'OS_DATABASE__CONNECTION'],
  neutron: [
    ['neutron-db-manage', ...conf('neutron/neutron.conf'), ...conf('neutron/ml2_conf.ini'), 'upgrade', 'head'],
    'OS_DATABASE__CONNECTION',
  ],
  cinder: [['cinder-manage', ...conf('cinder/cinder.conf'), 'db', 'sync'], 'OS_DATABASE__CONNECTION'],
};

const socket = `--socket=${ROOT}/run/database/mariadb.sock`;
const administrator = ['--no-defaults', socket, '--user=root'];
const host: Pick<Host, 'list' | 'readText' | 'stat'> = {
  list: async (directory) => readdirSync(directory).sort(),
  readText: async (file) => readFileSync(file, 'utf8'),
  stat: async (file) =>
    ({type: statSync(file).isDirectory() ? 'directory' : 'file'}) as unknown as Awaited<ReturnType<Host['stat']>>,
};

function query(sql: string): string {
  return execFileSync('mariadb', [...administrator, '--batch', '--skip-column-names'], {input: sql, encoding: 'utf8'});
}

function dump(database: string, ...options: readonly string[]): string {
  const shape = ['--skip-comments', '--skip-add-drop-table', '--skip-add-locks', ...options];
  return execFileSync('mariadb-dump', [...administrator, ...shape, database], {encoding: 'utf8', maxBuffer: 2 ** 28});
}

/** Numbers that the next row would get say nothing of a table. */
function shapeOf(database: string): string {
  return dump(database, '--no-data').replaceAll(/ AUTO_INCREMENT=\d+/g, '');
}

async function makeSchema(database: string, code: Omit<SchemaCode, 'environment'>): Promise<DumpedSchema> {
  const [[program, ...args], variable] = COMMANDS[database]!;
  const fresh = `fresh_${database}`;
  query(`DROP DATABASE IF EXISTS ${fresh}; ${createMariadbDatabase(fresh)}`);
  const url = `mysql+pymysql://${ACCOUNT}:${ACCOUNT}@127.0.0.1:${PORT}/${fresh}?charset=utf8`;
  const env = {...process.env, [variable]: url, PYTHONDONTWRITEBYTECODE: '1'};
  execFileSync(path.join(ROOT, 'venv/bin', program), args, {env, stdio: 'ignore'});
  const installed = await readInstalledCode(host as Host, {environment: path.join(ROOT, 'venv'), ...code});
  const sql = dump(fresh);
  const template = renderTemplate({server: seriesOf(query('SELECT VERSION()').trim()), code: installed!.digest, sql});
  const made = {template, sql, fresh: shapeOf(fresh), live: shapeOf(database)};
  query(`DROP DATABASE ${fresh}`);
  return made;
}

const codes = JSON.parse(process.argv[3]!) as Readonly<Record<string, Omit<SchemaCode, 'environment'>>>;
query(`CREATE OR REPLACE USER '${ACCOUNT}'@'%' IDENTIFIED BY '${ACCOUNT}'; GRANT ALL ON *.* TO '${ACCOUNT}'@'%'`);
const schemas: Record<string, DumpedSchema> = {};
for (const [database, code] of Object.entries(codes)) {
  if (database in COMMANDS) schemas[database] = await makeSchema(database, code);
}
query(`DROP USER '${ACCOUNT}'@'%'`);
process.stdout.write(JSON.stringify(schemas));
