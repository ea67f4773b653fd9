import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {CloudLab} from './cloud-lab.ts';
import {type DumpedSchema, dumpSchemas, makeCloudOfSchemas, schemaRecipes} from './schema-recipes.ts';

let cloud: CloudLab;
let schemas: Record<string, DumpedSchema>;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true, persona: 'api'});
  await makeCloudOfSchemas(cloud.lab, cloud.environment);
  schemas = await dumpSchemas(cloud.lab, cloud.root);
});
afterAll(() => cloud.lab.destroy());

const recipes = schemaRecipes().filter(({database}) => database !== 'nova_cell0');

/** What made the tables of each database, as the trace says; what a later run did to them is left out. */
async function makers(): Promise<Record<string, string>> {
  const lines = (await cloud.lab.readFile(`${cloud.root}/state/trace.jsonl`)).trim().split('\n');
  const records = lines.map((line) => JSON.parse(line) as {t: string; id?: string; after?: {by?: string}});
  return Object.fromEntries(
    records
      .flatMap(({t, id = '', after}) =>
        t === 'done' && id.includes('database-schema:') ? [[id, after?.by ?? ''] as const] : [],
      )
      .reverse(),
  );
}

test('every schema of the locked versions comes from its template', async () => {
  expect(await makers()).toEqual({
    'keystone/database-schema:db-sync': 'template',
    'glance/database-schema:db-sync': 'template',
    'placement/database-schema:db-sync': 'template',
    'neutron/database-schema:db-sync': 'template',
    'nova/database-schema:nova_api': 'template',
    'nova/database-schema:nova': 'template',
    'nova/database-schema:nova_cell0': 'template',
    'cinder/database-schema:db-sync': 'template',
  });
});

/**
 * A dump as it compares: tools add the keys of a table in the order of a set, which differs from run to run, and make up the ids of rows that they
 * insert.
 */
function comparable(sql: string): readonly string[] {
  const known = sql
    .replaceAll(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?'/g, "'then'")
    .replaceAll(/'[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}'/g, "'some id'");
  return known.split(/^(?=CREATE TABLE)/m).map((table) => {
    const lines = table.split('\n').map((line) => line.replace(/[,;]$/, ''));
    return lines.toSorted().join('\n');
  });
}

test.each(recipes)('the tables of $database are those that its own tool makes', ({database}) => {
  const {live, fresh} = schemas[database]!;
  expect(comparable(live)).toEqual(comparable(fresh));
});

test.each(recipes)('the template of $database is what its own tool makes today', ({database, file}) => {
  const [head, ...data] = readFileSync(file, 'utf8').split('\n');
  const sql = gunzipSync(Buffer.from(data.join(''), 'base64')).toString('utf8');
  expect(comparable(sql)).toEqual(comparable(schemas[database]!.sql));
  expect(head).toBe(schemas[database]!.template.split('\n')[0]);
});
