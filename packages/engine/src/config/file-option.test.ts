import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type {Host, HostFacts, JsonObject, OptionDeclarations} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import {Registry} from '../registry/registry.ts';
import type {Configuration} from './configuration.ts';
import {jsonSchemaOf} from './json-schema.ts';
import {type ConfigurationSettings, loadConfiguration} from './load-configuration.ts';
import {readSchema} from './schema.ts';

const options: OptionDeclarations = {port: {type: 'port', summary: 'port', default: 5000}};
const registry = new Registry(
  [
    {
      name: '@devstack/plugin-keystone',
      version: '1.0.0',
      directory: '/nowhere',
      linked: false,
      manifest: {api: 1, entry: './index.js', provides: {component: {keystone: {summary: 'Identity', options}}}},
    },
  ],
  '0.1.0',
);
const oldNames = {
  DEFAULT: {now: 'default'},
  quantum: {now: 'neutron'},
  'quantum.q_port': {now: 'neutron.port'},
  git: {gone: 'a release file has it'},
  'passwords.sql': {gone: 'the databases have one each'},
};

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(path.join(os.tmpdir(), 'devstack-file-option-'));
  await mkdir(path.join(cwd, 'conf'));
  await writeFile(path.join(cwd, 'conf/old-names.json'), JSON.stringify(oldNames));
});

function load(more: Partial<ConfigurationSettings> = {}): Promise<Configuration> {
  const facts = {uid: 1000, user: 'me', hostname: 'box', cpus: 4} as HostFacts;
  const host = {facts: async () => facts, readText: async () => undefined} as unknown as Host;
  const settings = {conf: path.join(cwd, 'conf'), home: path.join(cwd, 'home'), cwd, variables: {}};
  return loadConfiguration({...settings, ...more}, registry, host);
}

const problemsOf = (set: readonly string[]): Promise<readonly string[]> =>
  load({set}).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );

describe('an option of a file of a service', () => {
  test.each([
    ['stack.ini', '[keystone]\nconf.DEFAULT.debug = true\n', 2],
    ['devstack.yaml', 'keystone:\n  port: 1\n  conf:\n    DEFAULT:\n      debug: true\n', 5],
    ['devstack.json', '{"keystone": {\n"conf": {"DEFAULT": {\n"debug": "true"}}}}', 3],
    ['package.json', '{"devstack": {"keystone": {"conf": {"DEFAULT":\n{"debug": true}}}}}', 2],
  ])('is set in %s, with its own line', async (name, content, line) => {
    await writeFile(path.join(cwd, name), content);
    const configuration = await load();
    expect(configuration.get('keystone', 'conf.DEFAULT.debug')).toBe('true');
    expect(configuration.origin('keystone', 'conf.DEFAULT.debug')).toBe(`${path.join(cwd, name)}:${line}`);
  });

  test('is set in the environment and on the command line', async () => {
    const variables = {
      DEVSTACK_KEYSTONE__CONF__DEFAULT__DEBUG: 'true',
      DEVSTACK_KEYSTONE__CONF__CACHE__EXPIRATION_TIME: '5',
    };
    const configuration = await load({variables, set: ['keystone.conf.cors.subdomain.allowed_origin=x']});
    expect(configuration.get('keystone', 'conf.DEFAULT.debug')).toBe('true');
    expect(configuration.get('keystone', 'conf.cache.expiration_time')).toBe('5');
    expect(configuration.get('keystone', 'conf.cors.subdomain.allowed_origin')).toBe('x');
  });

  test('is among all that is configured, as is the runner of a service', async () => {
    const configuration = await load({set: ['keystone.conf.token.expiration=7200', 'runners.keystone/api=screen']});
    const set = configuration.entries().filter(({origin}) => origin === '--set');
    expect(set.map(({section, option, value}) => `${section}.${option}=${value}`)).toEqual([
      'keystone.conf.token.expiration=7200',
      'runners.keystone/api=screen',
    ]);
  });

  test('has a place in the schema for editors, as a path and as maps', () => {
    const {properties} = jsonSchemaOf(readSchema(registry)) as {properties: Record<string, JsonObject>};
    const {patternProperties, additionalProperties} = properties.keystone!;
    expect(
      Object.keys(patternProperties as JsonObject).map((it) => new RegExp(it).test('conf.token.expiration')),
    ).toEqual([true]);
    expect(additionalProperties).toEqual({type: 'object'});
    expect(properties.default).toMatchObject({additionalProperties: false});
  });

  test('does not hide a misspelled option of the component', async () => {
    expect(await problemsOf(['keystone.prot.a.b=1', 'keystone.conf.debug=1'])).toEqual([
      "cannot use configuration option keystone.prot.a.b (--set): section 'keystone' has no option 'prot.a.b'; did you mean 'port'?",
      "cannot use configuration option keystone.conf.debug (--set): section 'keystone' has no option 'conf.debug'; it has port",
    ]);
  });
});

test('old names are answered with what became of them', async () => {
  const set = ['quantum.q_port=9696', 'quantum.x=1', 'git.nova=x', 'passwords.sql=x', 'DEFAULT.region=x'];
  expect(await problemsOf(set)).toEqual([
    'cannot use configuration option quantum.q_port (--set): it is called neutron.port now',
    'cannot use configuration option quantum.x (--set): it is called neutron now',
    'cannot use configuration option git.nova (--set): there is no such option any more: a release file has it',
    'cannot use configuration option passwords.sql (--set): there is no such option any more: the databases have one each',
    'cannot use configuration option DEFAULT.region (--set): it is called default now',
  ]);
});
