import {mkdtemp, readFile, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type SqliteFileArgs, SqliteFileStep} from './sqlite-file-step.ts';
import {CONTEXT} from './testing/step-context.ts';

let directory: string;
let args: SqliteFileArgs;
const step = new SqliteFileStep(createTestHost());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlite-file-step-'));
  args = {path: join(directory, 'keystone.db'), owner: 'service'};
});
afterEach(() => rm(directory, {recursive: true}));

test('a database that nobody else can read, and that SQLite takes for its own', async () => {
  expect(await step.probe(args)).toBe('absent');
  await step.apply(args, undefined, CONTEXT);
  expect(await step.probe(args)).toBe('present');
  expect((await stat(args.path)).mode & 0o777).toBe(0o600);
  const database = new DatabaseSync(args.path);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({integrity_check: 'ok'});
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({journal_mode: 'wal'});
  database.close();
});

test('who has not ended what they read does not keep others from writing', async () => {
  await step.apply(args, undefined, CONTEXT);
  const [reader, writer] = [new DatabaseSync(args.path), new DatabaseSync(args.path)];
  writer.exec('CREATE TABLE users (name TEXT); INSERT INTO users VALUES (1), (2)');
  const reading = reader.prepare('SELECT * FROM users').iterate();
  reading.next();
  writer.exec('INSERT INTO users VALUES (3)');
  expect(writer.prepare('SELECT count(*) AS users FROM users').get()).toEqual({users: 3});
  reader.close();
  writer.close();
});

test('data that are there are not touched, when it is done again and when it is taken back', async () => {
  await step.apply(args, undefined, CONTEXT);
  const database = new DatabaseSync(args.path);
  database.exec('CREATE TABLE users (name TEXT)');
  database.close();
  const content = await readFile(args.path);
  await step.apply(args, undefined, CONTEXT);
  expect(await step.revert()).toEqual([]);
  expect(await readFile(args.path)).toEqual(content);
});
