import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {resolveText, type StepContext} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type DatabaseArgs, DatabaseStep} from './database-step.ts';
import {CONTEXT} from './testing/step-context.ts';

let directory: string;
let args: DatabaseArgs;
let passwords: Record<string, string>;
const step = new DatabaseStep(createTestHost());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'database-step-'));
  passwords = {'database.nova_password': `it's`};
  await writeFile(join(directory, 'socket'), '');
  args = {
    dialect: 'postgresql',
    title: 'nova in PostgreSQL',
    name: 'nova',
    password: {secret: 'database.nova_password'},
    path: directory,
    socket: join(directory, 'socket'),
    client: client('cat >>"$0"'),
    owner: 'service',
  };
});
afterEach(() => rm(directory, {recursive: true}));

const context: StepContext = {...CONTEXT, resolve: (value) => resolveText(value, (name) => passwords[name] ?? '')};

/** A program in place of the client: what it is told ends in the file `told`. */
function client(script: string): DatabaseArgs['client'] {
  return ['sh', '-c', script, join(directory, 'told')];
}

const told = () => readFile(join(directory, 'told'), 'utf8');
const apply = (given = args) => step.apply(given, undefined, context);
const previous = (after?: Awaited<ReturnType<typeof apply>>) => ({
  args,
  before: null,
  ...(after === undefined ? {} : {after}),
});

describe('apply', () => {
  test('tells the client on its standard input, and records no password', async () => {
    const after = await apply();
    expect(await told()).toContain(`ALTER ROLE "nova" LOGIN PASSWORD 'it''s';`);
    expect(JSON.stringify(after)).not.toContain(`it's`);
  });

  test('asks again while the server does not answer', async () => {
    await apply({...args, client: client('test -e "$0.1" || { touch "$0.1"; exit 2; }; cat >"$0"')});
    expect(await told()).toContain('CREATE DATABASE');
  });

  test('says what the server refused', async () => {
    const refused = apply({...args, client: client('echo "ERROR: no room" >&2; exit 3')});
    await expect(refused).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_COMMAND',
      message: 'cannot set up the database nova in PostgreSQL: the server refused',
      output: ['ERROR: no room'],
    });
  });
});

describe('probe', () => {
  test('what was never made, or not to the end, is absent', async () => {
    expect(await step.probe(args, undefined, context)).toBe('absent');
    expect(await step.probe(args, previous(), context)).toBe('absent');
  });

  test('nothing is to be done until the password changes or the data are gone', async () => {
    const done = previous(await apply());
    expect(await step.probe(args, done, context)).toBe('present');
    expect(await step.probe({...args, path: `${directory}/gone`}, done, context)).toBe('absent');
    passwords = {'database.nova_password': 'another'};
    expect(await step.probe(args, done, context)).toBe('changed');
  });
});

describe('revert', () => {
  test('drops the database where the server runs', async () => {
    expect(await step.revert(previous(), context)).toEqual([]);
    expect(await told()).toContain('DROP DATABASE IF EXISTS "nova"');
  });

  test('there is nothing to do where it does not run, whether it left its socket or not', async () => {
    const gone = {...args, client: client('exit 2')};
    expect(await step.revert({args: gone, before: null}, context)).toEqual([]);
    const never = {...args, client: client('touch "$0"'), socket: `${directory}/no-socket`};
    expect(await step.revert({args: never, before: null}, context)).toEqual([]);
    await expect(told()).rejects.toThrow('ENOENT');
  });
});

test('a password that the Python driver cannot send is refused before anything is done, and not shown', async () => {
  passwords = {'database.nova_password': '100 €'};
  await step.check(args, undefined, context);
  await expect(step.check({...args, dialect: 'mariadb'}, undefined, context)).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_CONFIG_VALUE',
    message: expect.stringMatching(
      /^cannot give the database nova the password database\.nova_password: PyMySQL .*[^€]$/,
    ),
  });
});
