import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import ConfigCheck from './commands/config/check.ts';
import ConfigGet from './commands/config/get.ts';
import ConfigInit from './commands/config/init.ts';
import ConfigSchema from './commands/config/schema.ts';
import SecretsShow from './commands/secrets/show.ts';
import {captureCommand} from './testing/capture-command.ts';
import {makeScratch} from './testing/scratch.ts';

let directory: string;

beforeEach(() => {
  const before = process.cwd();
  directory = makeScratch();
  process.chdir(directory);
  onTestFinished(() => process.chdir(before));
});

const inDirectory = (name: string): string => path.join(directory, name);
const write = (name: string, content: string): void => writeFileSync(inDirectory(name), content);
const read = (name: string): string => readFileSync(inDirectory(name), 'utf8');

function writeSecrets(root: string, secrets: Readonly<Record<string, string>>): void {
  mkdirSync(path.join(root, 'state'), {recursive: true});
  writeFileSync(path.join(root, 'state/secrets.json'), JSON.stringify({version: 1, secrets}), {mode: 0o600});
}

/** A sample with nothing commented out that can be set. */
const uncommented = (text: string): string => text.replaceAll(/^( *)# (\w+(:| =)( .*)?)$/gm, '$1$2');

describe('config get', () => {
  test('prints the value alone, so that a script can use it', async () => {
    write('stack.ini', '[default]\nregion = RegionTwo\n');
    expect((await captureCommand(ConfigGet, ['default.region'])).stdout).toBe('RegionTwo\n');
    expect(JSON.parse((await captureCommand(ConfigGet, ['default.region', '--json'])).stdout)).toEqual({
      key: 'default.region',
      value: 'RegionTwo',
      origin: `${inDirectory('stack.ini')}:2`,
    });
  });

  test('of an option that does not exist names the nearest', async () => {
    const {error} = await captureCommand(ConfigGet, ['keystone.prt']);
    expect(error?.message).toContain("there is no such option; did you mean 'keystone.port'?");
  });
});

describe('config check', () => {
  test('says which places set something', async () => {
    write('stack.ini', '[default]\nregion = RegionTwo\n');
    const {stdout} = await captureCommand(ConfigCheck, ['-p', 'identity']);
    expect(stdout).toContain('nothing wrong: persona identity on Debian');
    expect(stdout).toContain(`  ${inDirectory('stack.ini')}\n`);
  });

  test('names all that is wrong at once, each with its place', async () => {
    write('stack.ini', '[default]\norigin = moon\n[keystone]\nprt = 1\nport = 70000\n');
    const {error} = await captureCommand(ConfigCheck, []);
    const places = [2, 4, 5].map((line) => `${inDirectory('stack.ini')}:${line}`);
    for (const place of places) expect(error?.message).toContain(place);
  });

  test('looks at the persona too', async () => {
    const {error} = await captureCommand(ConfigCheck, ['-p', 'clowd']);
    expect(error?.message).toContain("did you mean 'cloud'");
  });
});

describe('config init', () => {
  test.each(['yaml', 'ini'] as const)(
    'writes a %s file in which every option can be set as it stands',
    async (format) => {
      expect((await captureCommand(ConfigInit, ['-p', 'cloud', '--format', format])).error).toBeUndefined();
      const [name] = readdirSync(directory).filter((file) => !file.includes('schema'));
      const content = read(name!);
      expect(content).toMatch(format === 'yaml' ? /^ {2}persona: cloud$/m : /^persona = cloud$/m);
      expect(statSync(inDirectory(name!)).mode & 0o777).toBe(0o600);
      write(name!, uncommented(content));
      expect(read(name!)).toMatch(format === 'yaml' ? /^ {2}port: 5000$/m : /^port = 5000$/m);
      const {stdout, error} = await captureCommand(ConfigCheck, []);
      expect(error).toBeUndefined();
      expect(stdout).toContain('persona cloud');
    },
  );

  test('a YAML file names its schema, which is beside it', async () => {
    await captureCommand(ConfigInit, ['-p', 'identity']);
    expect(read('devstack.yaml')).toMatch(/^# yaml-language-server: \$schema=devstack\.schema\.json\n/);
    expect(JSON.parse(read('devstack.schema.json'))).toEqual(
      JSON.parse((await captureCommand(ConfigSchema, [])).stdout),
    );
  });

  test('never overwrites a configuration', async () => {
    write('stack.ini', '# mine\n');
    const {error} = await captureCommand(ConfigInit, ['-p', 'identity']);
    expect(error?.message).toBe(`cannot write a configuration file: ${inDirectory('stack.ini')} is there already`);
    expect(readdirSync(directory)).toEqual(['stack.ini']);
  });
});

test('config schema knows the options of plugins, their limits and choices', async () => {
  const schema = JSON.parse((await captureCommand(ConfigSchema, [])).stdout);
  const {keystone, default: core} = schema.properties;
  expect(keystone.properties.port).toMatchObject({
    default: 5000,
    anyOf: [
      {type: 'integer', minimum: 1, maximum: 65535},
      {type: 'string', pattern: String.raw`\$[{(]`},
      {type: 'null'},
    ],
  });
  expect(core.properties.origin.anyOf[0]).toEqual({type: 'string', enum: ['auto', 'pypi', 'git', 'distro']});
  expect(core.additionalProperties).toBe(false);
});

describe('secrets show', () => {
  test('without an installation says so', async () => {
    const {error} = await captureCommand(SecretsShow, ['keystone.admin_password', '-d', inDirectory('root')]);
    expect(error?.message).toContain(`nothing is installed in ${inDirectory('root')}`);
  });

  test('prints one that an installation has, and names those there are', async () => {
    const root = inDirectory('root');
    writeSecrets(root, {'keystone.admin_password': 'it is %$#'});
    expect((await captureCommand(SecretsShow, ['keystone.admin_password', '-d', root])).stdout).toBe('it is %$#\n');
    const {error} = await captureCommand(SecretsShow, ['keystone.admin_pasword', '-d', root]);
    expect(error?.message).toContain("did you mean 'keystone.admin_password'?");
  });
});
