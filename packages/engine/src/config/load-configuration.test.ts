// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is the language
import {chmod, chown, mkdir, mkdtemp, stat, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type {Host, HostFacts, OptionDeclarations} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import {Registry} from '../registry/registry.ts';
import type {PluginPackage} from '../settings.ts';
import type {Configuration} from './configuration.ts';
import {findForeignFiles} from './find-configuration.ts';
import {type ConfigurationSettings, loadConfiguration} from './load-configuration.ts';

const options: OptionDeclarations = {
  port: {type: 'port', summary: 'port of the public API', default: 5000},
  debug: {type: 'boolean', summary: 'more in the log', default: false},
  url: {type: 'string', summary: 'public address'},
  drivers: {type: 'list', summary: 'drivers', default: []},
  admin: {type: 'string', summary: 'a secret of its own', secret: true},
};
const keystone: PluginPackage = {
  name: '@devstack/plugin-keystone',
  version: '1.0.0',
  directory: '/nowhere',
  linked: false,
  manifest: {api: 1, entry: './index.js', provides: {component: {keystone: {summary: 'Identity', options}}}},
};
const registry = new Registry([keystone], '0.1.0');

let home: string;
let cwd: string;
let settings: ConfigurationSettings;

beforeEach(async () => {
  const base = await mkdtemp(path.join(os.tmpdir(), 'devstack-configuration-'));
  home = path.join(base, 'home');
  cwd = path.join(base, 'project', 'deep');
  await mkdir(cwd, {recursive: true});
  await write(path.join(base, 'conf', 'stack.ini'), '[default]\nrunner = shipped\n');
  settings = {conf: path.join(base, 'conf'), home, cwd, variables: {}};
});

async function write(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), {recursive: true});
  await writeFile(file, content);
}

function host(): Host {
  const facts = {uid: 1000, user: 'me', hostname: 'box', cpus: 4} as HostFacts;
  return {facts: async () => facts, readText: async () => undefined} as unknown as Host;
}

function load(more: Partial<ConfigurationSettings> = {}): Promise<Configuration> {
  return loadConfiguration({...settings, ...more}, registry, host());
}

async function problemsOf(more: Partial<ConfigurationSettings> = {}): Promise<readonly string[]> {
  const error: unknown = await load(more).then(
    () => new Error('there was no error'),
    (reason: unknown) => reason,
  );
  return String(error instanceof Error ? error.message : error).split('\n');
}

describe('layers', () => {
  test('each layer wins over those below it, and every value says where it comes from', async () => {
    const seen: string[] = [];
    const note = async (more: Partial<ConfigurationSettings> = {}) => {
      const configuration = await load(more);
      seen.push(
        `${configuration.get('default', 'runner')} ${path.relative(home, configuration.origin('default', 'runner'))}`,
      );
    };
    await note();
    await write(path.join(home, '.config/devstack/stack.ini'), '# mine\n[default]\nrunner = user\n');
    await note();
    await write(path.join(cwd, '../stack.ini'), '[default]\nrunner = outer\n');
    await note();
    await write(path.join(cwd, 'devstack.yaml'), 'default:\n  region: x\n\n  runner: inner\n');
    await note();
    await write(path.join(home, 'given.json'), '{"default": {"runner": "given"}}');
    const configFiles = [path.join(home, 'given.json')];
    await note({configFiles});
    expect(seen).toEqual([
      'shipped ../conf/stack.ini:2',
      'user .config/devstack/stack.ini:3',
      'outer ../project/stack.ini:2',
      'inner ../project/deep/devstack.yaml:4',
      'given given.json:1',
    ]);
    const variables = {DEVSTACK_DEFAULT__RUNNER: 'variable'};
    const origin = async (more: Partial<ConfigurationSettings>) => {
      const configuration = await load({configFiles, ...more});
      return [configuration.get('default', 'runner'), configuration.origin('default', 'runner')];
    };
    expect(await origin({variables})).toEqual(['variable', 'environment DEVSTACK_DEFAULT__RUNNER']);
    const set = ['default.runner=first', 'default.runner=second'];
    expect(await origin({variables, set})).toEqual(['second', '--set']);
    expect(await origin({variables, set, runner: 'flag'})).toEqual(['flag', '--runner']);
  });

  test('a default comes from the manifest, and the directory from who installs', async () => {
    const configuration = await load();
    expect(configuration.get<number>('keystone', 'port')).toBe(5000);
    expect(configuration.origin('keystone', 'port')).toBe('default');
    expect(configuration.get('keystone', 'url')).toBeUndefined();
    expect(configuration.get('default', 'directory')).toBe(path.join(home, 'openstack'));
  });

  test('the user file is looked for in XDG_CONFIG_HOME when that is set', async () => {
    await write(path.join(home, 'xdg/devstack/devstack.yml'), 'default: {region: here}\n');
    const configuration = await load({variables: {XDG_CONFIG_HOME: path.join(home, 'xdg')}});
    expect(configuration.get('default', 'region')).toBe('here');
  });

  test('package.json counts only when it says something about devstack', async () => {
    await write(path.join(cwd, '../package.json'), '{"name": "x", "default": {"region": "no"}}');
    await write(path.join(cwd, 'package.json'), '{\n  "devstack": {\n    "keystone": {"port": 5001}\n  }\n}');
    const configuration = await load();
    expect(configuration.get('keystone', 'port')).toBe(5001);
    expect(configuration.origin('keystone', 'port')).toBe(`${cwd}/package.json:3`);
    expect(configuration.get('default', 'region')).toBe('RegionOne');
  });

  test('what a persona sets is above what is shipped and below what the user says', async () => {
    await write(path.join(cwd, 'stack.ini'), '[default]\nregion = mine\n');
    const persona = {
      name: 'p',
      summary: '',
      components: [],
      needs: {},
      directory: '/personas',
      options: [
        {section: 'default', option: 'runner', value: 'of-persona', origin: '/personas/p.yaml:3'},
        {section: 'default', option: 'region', value: 'of-persona', origin: '/personas/p.yaml:4'},
      ],
    };
    const configuration = (await load()).withPersona(persona);
    expect(configuration.get('default', 'runner')).toBe('of-persona');
    expect(configuration.get('default', 'region')).toBe('mine');
    const wrong = {
      ...persona,
      options: [{section: 'default', option: 'regoin', value: 'x', origin: '/personas/p.yaml:4'}],
    };
    expect(() => configuration.withPersona(wrong)).toThrow(
      "cannot use configuration option default.regoin (/personas/p.yaml:4): section 'default' has no option 'regoin'; did you mean 'region'?",
    );
  });

  test('null in a file gives an option its default back', async () => {
    await write(path.join(cwd, '../stack.ini'), '[keystone]\nport = 5001\n');
    await write(path.join(cwd, 'devstack.yaml'), 'keystone: {port: null}\n');
    const configuration = await load();
    expect(configuration.get('keystone', 'port')).toBe(5000);
    expect(configuration.origin('keystone', 'port')).toBe('default');
  });

  test('a blank value is the default, also for those who refer to it; blank text of an option with a default is blank text', async () => {
    await write(
      path.join(cwd, 'stack.ini'),
      '[keystone]\nport = ${NOT_SET:-}\ndrivers =\nurl = $(keystone:port)\n[default]\ndirectory =\nregion =\norigin =\n',
    );
    const configuration = await load();
    expect(configuration.get<number>('keystone', 'port')).toBe(5000);
    expect(configuration.get('keystone', 'url')).toBe('5000');
    expect(configuration.get('keystone', 'drivers')).toEqual([]);
    expect(configuration.get('default', 'directory')).toBe(path.join(home, 'openstack'));
    expect(configuration.origin('default', 'directory')).toBe('default');
    expect(configuration.get('default', 'origin')).toBe('auto');
    expect(configuration.get('default', 'region')).toBe('');
  });

  test('no code of the project is run', async () => {
    const script = 'require("node:fs").writeFileSync(__dirname + "/ran", "");\nmodule.exports = {};\n';
    for (const name of ['.config/config.js', '.config/config.cjs', 'devstack.config.js', '.devstackrc.js']) {
      await write(path.join(cwd, name), script);
    }
    const before = process.cwd();
    process.chdir(cwd);
    await load().finally(() => process.chdir(before));
    await expect(chmod(path.join(cwd, '.config/ran'), 0o600)).rejects.toThrow('ENOENT');
    await expect(chmod(path.join(cwd, 'ran'), 0o600)).rejects.toThrow('ENOENT');
  });
});

describe('a file of another user', () => {
  const passwd = {path: '/etc/passwd', content: ''};

  test('is not trusted, one of root, of the user and of who owns the project is', async () => {
    const own = {path: path.join(cwd, 'stack.ini'), content: ''};
    await write(own.path, '');
    expect(await findForeignFiles([passwd, own], cwd, [])).toEqual([]);
    const {uid} = await stat(cwd);
    if (uid === 0) await chown(own.path, 12345, 12345);
    expect(await findForeignFiles([passwd, own], '/', [])).toEqual([own]);
    expect(await findForeignFiles([own], '/', [uid === 0 ? 12345 : uid])).toEqual([]);
  });
});

describe('faults', () => {
  test('all are reported at once, each with its place', async () => {
    const file = path.join(cwd, 'stack.ini');
    await write(
      file,
      '[keystone]\nprot = 1\nport = 70000\ndebug = perhaps\n[keyston]\nport = 1\n[default]\norigin = pipi\n',
    );
    const problems = await problemsOf({variables: {DEVSTACK_KEYSTONE__POORT: '1'}, set: ['nova.x=1']});
    expect(problems.map((line) => line.replace(`${cwd}/`, ''))).toEqual([
      "cannot use configuration option keystone.prot (stack.ini:2): section 'keystone' has no option 'prot'; did you mean 'port'?",
      "cannot use configuration option keyston.port (stack.ini:6): there is no section 'keyston'; did you mean 'keystone'?",
      "cannot use configuration option keystone.poort (environment DEVSTACK_KEYSTONE__POORT): section 'keystone' has no option 'poort'; did you mean 'port'?",
      "cannot use configuration option nova.x (--set): there is no section 'nova'",
      "cannot use configuration option default.origin (stack.ini:8): expected one of auto, pypi, git, distro, found 'pipi'; did you mean 'pypi'?",
      "cannot use configuration option keystone.port (stack.ini:3): expected a port from 1 to 65535, found '70000'",
      "cannot use configuration option keystone.debug (stack.ini:4): expected yes or no, found 'perhaps'",
    ]);
  });

  test('files that cannot be read as such are reported together', async () => {
    await write(path.join(cwd, '../stack.ini'), 'x = 1\n[a\n');
    await write(path.join(cwd, 'devstack.yaml'), 'a:\n  b: [1\nc: 2\n');
    const problems = await problemsOf({set: ['nonsense']});
    expect(problems.map((line) => line.replace(path.dirname(cwd), ''))).toEqual([
      "cannot read configuration (/stack.ini:1): option 'x' stands before the first [section]",
      "cannot read configuration (/stack.ini:2): expected [section], found '[a'",
      expect.stringMatching(/^cannot read configuration \(\/deep\/devstack\.yaml:\d\): flow sequence/),
      "cannot read configuration (--set): expected section.option=value, found 'nonsense'",
    ]);
  });

  test('two files in one directory are one too many', async () => {
    await write(path.join(cwd, 'stack.ini'), '');
    await write(path.join(cwd, 'devstack.json'), '{}');
    await write(path.join(cwd, '.devstackrc'), 'default: {}');
    expect(await problemsOf()).toEqual([
      `cannot read configuration of ${cwd}: it has several files: devstack.json and .devstackrc`,
    ]);
  });

  test('a file of --config that is not there is an error', async () => {
    expect(await problemsOf({configFiles: ['gone.ini']})).toEqual([
      `cannot read configuration (--config): ENOENT: no such file or directory, open '${cwd}/gone.ini'`,
    ]);
  });

  test('the value of a secret is in no message', async () => {
    await write(path.join(cwd, 'stack.ini'), '[keystone]\nadmin = $(hunter2\nport = $(keystone:admin)1\n');
    expect((await problemsOf()).join()).not.toContain('hunter2');
    await write(path.join(cwd, 'stack.ini'), '[keystone]\nadmin = hunter2\nport = $(keystone:admin)\n');
    expect(await problemsOf()).toEqual([
      `cannot use configuration option keystone.port (${cwd}/stack.ini:3): expected a port from 1 to 65535, found something else`,
    ]);
  });

  test('a plugin that cannot be used makes no error of what is said about it', async () => {
    const broken = {...keystone, manifest: {...keystone.manifest!, api: 2}};
    await write(path.join(cwd, 'stack.ini'), '[keystone]\nport = 1\n');
    const configuration = await loadConfiguration(settings, new Registry([broken], '0.1.0'), host());
    expect(configuration.get('default', 'runner')).toBe('shipped');
  });
});

describe('secrets', () => {
  test('are given in [passwords], by file or environment, with any character', async () => {
    await write(path.join(cwd, 'stack.ini'), '[passwords]\nkeystone.admin_password = a=b$$(c:d)#;"\n');
    const variables = {DEVSTACK_PASSWORDS__KEYSTONE__DATABASE: '$(raw:é) '};
    const configuration = await load({variables});
    expect([...configuration.passwords()]).toEqual([
      ['keystone.admin_password', {value: 'a=b$(c:d)#;"', origin: `${cwd}/stack.ini:2`}],
      ['keystone.database', {value: '$(raw:é) ', origin: 'environment DEVSTACK_PASSWORDS__KEYSTONE__DATABASE'}],
    ]);
    expect(configuration.secretValues()).toEqual(['a=b$(c:d)#;"', '$(raw:é) ']);
    const shown = configuration.entries().filter(({secret}) => secret);
    expect(shown.map(({section, option}) => `${section}.${option}`)).toEqual([
      'keystone.admin',
      'passwords.keystone.admin_password',
      'passwords.keystone.database',
    ]);
  });

  test('of components that do not exist are an error', async () => {
    expect(await problemsOf({set: ['passwords.keyston.x=1', 'passwords.x=1']})).toEqual([
      "cannot use configuration option passwords.keyston.x (--set): there is no component 'keyston'; did you mean 'keystone'?",
      "cannot use configuration option passwords.x (--set): expected the name of a secret, component.name, found 'x'",
    ]);
  });
});
