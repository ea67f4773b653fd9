import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type {EngineEvent} from '../events.ts';
import {openEngine} from '../index.ts';
import type {Engine, EngineSettings, PluginPackage} from '../settings.ts';

export interface Scene {
  readonly directory: string;
  readonly root: string;
  readonly conf: string;
  readonly events: EngineEvent[];
  open(settings?: Partial<EngineSettings>): Promise<Engine>;
}

/** A directory with an empty home, a `conf` with one distro, release and persona, and an installation root that does not exist yet. */
export async function createScene(plugins: readonly PluginPackage[], components: readonly string[]): Promise<Scene> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'devstack-engine-'));
  const conf = path.join(directory, 'conf');
  await writeConf(conf, components);
  const home = path.join(directory, 'home');
  await mkdir(home);
  const root = path.join(directory, 'root');
  const events: EngineEvent[] = [];
  return {
    directory,
    root,
    conf,
    events,
    open: (settings = {}) =>
      openEngine({
        plugins,
        conf,
        variables: {PATH: process.env.PATH, HOME: home},
        cwd: home,
        home,
        directory: root,
        persona: 'test',
        commandLine: ['devstack', 'test'],
        onEvent: (event) => events.push(event),
        ...settings,
      }),
  };
}

async function writeConf(conf: string, components: readonly string[]): Promise<void> {
  const files = {
    'stack.ini': '[default]\ndistro = any\n',
    'distros/any.yaml':
      'id: any\nname: Any\nmatch: {ID: any}\npackager: none\npython: /usr/bin/python3\nrelease: {distro: one}\n',
    'releases/one.yaml': 'series: one\nsummary: the only one\n',
    'personas/test.yaml': `name: test\nsummary: what is tested\ncomponents: [${components.join(', ')}]\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(conf, name);
    await mkdir(path.dirname(file), {recursive: true});
    await writeFile(file, text);
  }
}
