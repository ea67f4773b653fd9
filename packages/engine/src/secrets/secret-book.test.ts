import {mkdtemp, readFile, stat, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import type {Configuration} from '../config/configuration.ts';
import {LocalHost} from '../host/local-host.ts';
import type {Question} from '../settings.ts';
import type {DeclaredSecret} from './declared-secret.ts';
import {SecretBook} from './secret-book.ts';

const declared: readonly DeclaredSecret[] = [
  {component: 'keystone', name: 'admin_password', ask: 'Password of the user admin'},
  {component: 'keystone', name: 'database', length: 40},
];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'devstack-secrets-'));
});

function read(
  given: Readonly<Record<string, string>> = {},
  others: readonly string[] = [],
  secrets: readonly DeclaredSecret[] = declared,
): Promise<SecretBook> {
  const configuration: Partial<Configuration> = {
    passwords: () => new Map(Object.entries(given).map(([name, value]) => [name, {value, origin: 'f:1'}])),
    secretValues: () => others,
  };
  const host = new LocalHost({HOME: root, PATH: process.env.PATH});
  return SecretBook.read({host, root, configuration: configuration as Configuration, declared: secrets});
}

const file = () => path.join(root, 'state', 'secrets.json');

describe('the secrets of an installation', () => {
  test('are made up once, and never change by themselves', async () => {
    const first = await read();
    expect(first.missing()).toEqual(['keystone.admin_password', 'keystone.database']);
    await first.complete();
    await first.save();
    expect(first.lookup('keystone.admin_password')).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(first.lookup('keystone.database')).toMatch(/^[A-Za-z0-9]{40}$/);
    const {mtimeMs, mode} = await stat(file());
    expect(mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file()))).mode & 0o777).toBe(0o700);

    const second = await read();
    expect(second.missing()).toEqual([]);
    await second.complete();
    await second.save();
    expect(second.lookup('keystone.admin_password')).toBe(first.lookup('keystone.admin_password'));
    expect((await stat(file())).mtimeMs).toBe(mtimeMs);
  });

  test('are asked for all at once, and only those that say what to ask; no answer means one is made up', async () => {
    const asked: Question[][] = [];
    const book = await read();
    await book.complete(async (questions) => {
      asked.push([...questions]);
      return {'keystone.admin_password': ''};
    });
    expect(asked).toEqual([[{name: 'keystone.admin_password', ask: 'Password of the user admin'}]]);
    expect(book.lookup('keystone.admin_password')).toHaveLength(24);

    const other = await read();
    await other.complete(async () => ({'keystone.admin_password': 'my own'}));
    expect(other.lookup('keystone.admin_password')).toBe('my own');
  });

  test('that the configuration gives win over the file, are not asked for, and stay when it gives them no more', async () => {
    const first = await read();
    await first.complete();
    await first.save();
    const given = await read({'keystone.admin_password': "it's $a\n%X%"});
    await given.complete(async () => expect.unreachable());
    await given.save();
    const later = await read();
    expect(later.lookup('keystone.admin_password')).toBe("it's $a\n%X%");
    expect(later.lookup('keystone.database')).toBe(first.lookup('keystone.database'));
  });

  test('are not written while something is only planned; a placeholder stands for them', async () => {
    const book = await read();
    expect(book.lookup('keystone.admin_password')).toBe('(made at install)');
    await expect(stat(path.dirname(file()))).rejects.toThrow('ENOENT');
  });

  test('with a character that is not possible are refused, wherever they come from, and not shown', async () => {
    const impossible = {characters: '/', what: 'a slash (/)', why: 'nobody can read it'};
    const strict = [{...declared[0]!, impossible}];
    const suggestions = ['choose another in [passwords] keystone.admin_password, or none: then one is made up'];
    const why = 'it cannot have a slash (/): nobody can read it';
    await expect(read({'keystone.admin_password': 'hunter2/'}, [], strict)).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_CONFIG_VALUE',
      message: `cannot use configuration option passwords.keystone.admin_password (f:1): ${why}`,
      suggestions,
    });
    const asked = await read({}, [], strict);
    await expect(asked.complete(async () => ({'keystone.admin_password': '/'}))).rejects.toMatchObject({
      message: `cannot use secret keystone.admin_password: ${why}`,
    });
    const made = await read({}, [], strict);
    await made.complete();
    expect(made.lookup('keystone.admin_password')).toHaveLength(24);
  });

  test('that nobody declared are an error', async () => {
    const book = await read({'nova.whatever': 'of a component that is not selected'});
    expect(() => book.lookup('keystone.admin_pasword')).toThrow(
      "cannot use secret keystone.admin_pasword: no component declares it; did you mean 'keystone.admin_password'?",
    );
    await expect(read({'keystone.admin': 'x', 'keystone.databse': 'y'})).rejects.toThrow(
      "cannot use configuration option passwords.keystone.admin (f:1): no component has such a secret\ncannot use configuration option passwords.keystone.databse (f:1): no component has such a secret; did you mean 'keystone.database'?",
    );
  });

  test.each([
    ['{"version": 1, "secrets": {"a.b": "hunter2"', 'it is not JSON'],
    ['[]', 'it is no record of secrets'],
    ['{"version": 2, "secrets": {}}', 'expected version 1, found 2'],
    ['{"version": 1, "secrets": {"a.b": 1}}', 'the value of a.b is not text'],
  ])('of a broken file %j are not replaced by others', async (content, why) => {
    const book = await read();
    await book.complete();
    await book.save();
    await writeFile(file(), content);
    const error: unknown = await read().catch((reason: unknown) => reason);
    expect(DevstackError.is(error) && [error.code, error.message]).toEqual([
      'DEVSTACK_ERR_TRACE',
      `cannot read ${file()}: ${why}`,
    ]);
    expect(await readFile(file(), 'utf8')).toBe(content);
  });
});

describe('redaction', () => {
  test('hides every value, also where it is encoded', async () => {
    const value = `p@ss w$rd'"é`;
    const book = await read({'keystone.admin_password': value}, ['token-of-an-option']);
    await book.complete();
    const seen = [
      `plain ${value}.`,
      `mysql://k:${encodeURIComponent(value)}@h`,
      `q=${encodeURIComponent(value).replaceAll('%20', '+')}`,
      `connection = ${value.replaceAll('$', '$$$$')}`,
      JSON.stringify({value}),
      `export P='${value.replaceAll("'", `'\\''`)}'`,
      `a token-of-an-option b ${book.lookup('keystone.database')}`,
    ].map((text) => book.redact(text));
    expect(seen).toEqual([
      'plain •••.',
      'mysql://k:•••@h',
      'q=•••',
      'connection = •••',
      '{"value":"•••"}',
      "export P='•••'",
      'a ••• b •••',
    ]);
  });

  test('hides a short value only as a whole word', async () => {
    const book = await read({'keystone.admin_password': 'e1', 'keystone.database': '+'});
    expect(book.redact('e1 the1 e1_x (e1) 1+1 + e')).toBe('••• the1 e1_x (•••) 1+1 ••• e');
  });

  test('hides the longer of two values of which one begins the other', async () => {
    const book = await read({'keystone.admin_password': 'secret', 'keystone.database': 'secret-2'});
    expect(book.redact('secret-2 secret')).toBe('••• •••');
  });

  test('knows the values that were just made up', async () => {
    const book = await read();
    expect(book.redact('x')).toBe('x');
    await book.complete();
    expect(book.redact(book.lookup('keystone.database'))).toBe('•••');
  });
});
