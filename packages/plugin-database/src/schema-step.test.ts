import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {SchemaArgs} from '@devstack/openstack';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {findHeads, findVersions, readInstalledCode} from './schema-code.ts';
import {SchemaStep} from './schema-step.ts';
import {parseTemplate, renderTemplate, seriesOf} from './schema-template.ts';
import {CONTEXT} from './testing/step-context.ts';

const host = createTestHost();
const said: string[] = [];
const say = (message: string): void => void said.push(message);
const step = new SchemaStep(host, {debug: say, info: say, warn: say});
const migration = (revision: string, follows: string): string =>
  `revision = '${revision}'\ndown_revision = ${follows}\n\ndef upgrade():\n    pass\n`;

let directory: string;
let packages: string;
let args: SchemaArgs;

beforeEach(async () => {
  said.length = 0;
  directory = await mkdtemp(join(tmpdir(), 'schema-step-'));
  packages = join(directory, 'venv/lib/python3.11/site-packages');
  await mkdir(join(packages, 'keystone/versions/2026.2'), {recursive: true});
  for (const name of ['keystone-30.0.0', 'SQLAlchemy-2.1.9']) await mkdir(join(packages, `${name}.dist-info`));
  await writeFile(join(packages, 'keystone/versions/first.py'), migration('aaa', 'None'));
  await writeFile(join(packages, 'keystone/versions/2026.2/second.py'), migration('bbb', `'aaa'`));
  const code = {
    environment: join(directory, 'venv'),
    distributions: ['keystone', 'sqlalchemy'],
    migrations: 'keystone/versions',
  };
  args = {
    database: 'keystone',
    code,
    template: await templateOf(code),
    client: server({}),
    owner: 'service',
    argv: ['touch', join(directory, 'synced')],
    undo: 'inside',
  };
});
afterEach(() => rm(directory, {recursive: true}));

async function templateOf(code: SchemaArgs['code']): Promise<string> {
  const {digest} = (await readInstalledCode(host, code))!;
  return renderTemplate({server: 'mariadb 10.11', code: digest, sql: 'CREATE TABLE users (id INT);'});
}

interface Answers {
  readonly version?: string;
  readonly tables?: number;
  readonly unfinished?: number;
  readonly revisions?: readonly string[];
  readonly failsAt?: string;
}

/** A program in place of the client: notes what it is told, and answers as a server would. */
function server({version = '10.11.14-MariaDB', tables = 0, unfinished = 0, revisions = ['bbb'], failsAt}: Answers) {
  const script = `sql=$(cat); printf '%s\\n' "$sql" >>"$0"
    case $sql in
      ${failsAt === undefined ? '' : `*"${failsAt}"*) echo 'ERROR 1064 (42000)' >&2; exit 1;;`}
      *'SELECT VERSION()'*) printf '%s\\t%s\\t%s\\n' '${version}' ${tables} ${unfinished};;
      *'SELECT version_num'*) printf '%s\\n' ${revisions.join(' ')};;
    esac`;
  return ['sh', '-c', script, join(directory, 'told')] as const;
}

const apply = (changes: Partial<SchemaArgs> = {}) => step.apply({...args, ...changes}, undefined, CONTEXT);
const told = () => readFile(join(directory, 'told'), 'utf8');
const isSynced = async () => (await host.stat(join(directory, 'synced'))) !== undefined;

describe('a template that fits', () => {
  test('is loaded, and the tool is not run', async () => {
    expect(await apply()).toEqual({by: 'template'});
    expect(await told()).toContain('CREATE TABLE users');
    expect(await isSynced()).toBe(false);
  });

  test('is loaded again from the beginning after a run that was killed while it loaded', async () => {
    expect(await apply({client: server({tables: 12, unfinished: 1})})).toEqual({by: 'template'});
    const sql = await told();
    expect(sql.indexOf('DROP DATABASE')).toBeLessThan(sql.indexOf('CREATE TABLE users'));
    expect(sql.indexOf('DROP DATABASE')).toBeGreaterThan(0);
  });
});

describe('the tool makes the tables', () => {
  const expectTool = async (changes: Partial<SchemaArgs> = {}): Promise<void> => {
    expect(await apply(changes)).toEqual({by: 'tool'});
    expect(await isSynced()).toBe(true);
  };

  test('when a migration is not the one of the template', async () => {
    await writeFile(join(packages, 'keystone/versions/first.py'), `${migration('aaa', 'None')}# edited\n`);
    await expectTool();
    expect(await told()).not.toContain('CREATE TABLE users');
    expect(said.join()).toContain('made by other code');
  });

  test('when a migration has come', async () => {
    await writeFile(join(packages, 'keystone/versions/third.py'), migration('ccc', `'bbb'`));
    await expectTool();
    expect(await told()).not.toContain('CREATE TABLE users');
  });

  test('when a library has another version', async () => {
    await rm(join(packages, 'SQLAlchemy-2.1.9.dist-info'), {recursive: true});
    await mkdir(join(packages, 'sqlalchemy-2.2.0.dist-info'));
    await expectTool();
    expect(await told()).not.toContain('CREATE TABLE users');
  });

  test('when the server is of another series', async () => {
    await expectTool({client: server({version: '11.8.3-MariaDB'})});
    expect(await told()).not.toContain('CREATE TABLE users');
  });

  test('when there are tables already', async () => {
    await expectTool({client: server({tables: 3})});
    expect(await told()).not.toMatch(/CREATE TABLE users|DROP/);
  });

  test('when the loaded tables are not at the revision of the code, and nothing of them stays', async () => {
    await expectTool({client: server({revisions: ['aaa']})});
    expect(await told()).toMatch(/CREATE TABLE users[\s\S]*DROP DATABASE/);
    expect(said.join()).toContain('at revision aaa, the code at bbb');
  });

  test('when the server refuses the template, and nothing of it stays', async () => {
    await expectTool({client: server({failsAt: 'CREATE TABLE users'})});
    expect(await told()).toMatch(/CREATE TABLE users[\s\S]*DROP DATABASE/);
  });

  test('when the template is of a form that is not known', () => expectTool({template: '{"version":0}'}));
});

test('where a later step runs the tool, the database is left empty for it', async () => {
  const {argv: _, ...rest} = args;
  const given = {...rest, client: server({version: '11.8.3-MariaDB'})};
  expect(await step.apply(given, undefined, CONTEXT)).toEqual({by: 'later'});
  expect(await told()).not.toContain('CREATE TABLE users');
});

test('a template comes back from its text', () => {
  const template = {server: seriesOf('10.11.14-MariaDB-deb12'), code: 'sha256:1', sql: 'ä;\n'.repeat(5000)};
  expect(parseTemplate(renderTemplate(template))).toEqual(template);
  expect(template.server).toBe('mariadb 10.11');
});

test('heads are what no other revision follows, on every branch', () => {
  const files = [
    migration('root', 'None'),
    migration('expand', `'root'`),
    `revision: str = "contract"\ndown_revision: str = (\n  "root",\n  "older",\n)\n`,
  ];
  expect(findHeads(files)).toEqual(['contract', 'expand']);
  const dependent = [...files, `${migration('last', `'contract'`)}depends_on = 'expand'\n`];
  expect(findHeads(dependent)).toEqual(['last']);
});

test('distributions are found by any spelling of their names', () => {
  const entries = ['oslo.db-18.1.1.dist-info', 'Neutron_Lib-5.0.1.dist-info', 'neutron'];
  expect(findVersions(entries, ['oslo-db', 'neutron-lib', 'nova'])).toEqual([
    'neutron-lib==5.0.1',
    undefined,
    'oslo-db==18.1.1',
  ]);
});
