import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {EngineSettings, EventSink} from '@devstack/engine';
import {API, type PluginManifest} from '@devstack/sdk';

export interface SyntheticComponent {
  readonly requires: readonly string[];
  /** Source text of an array of steps; `ctx` and `step(kind, key, args, options)` are there. */
  readonly steps: string;
}

/** A plugin and a configuration on the disk that name only components made for a measurement. */
export async function writeScene(
  directory: string,
  components: ReadonlyMap<string, SyntheticComponent>,
): Promise<EngineSettings> {
  const plugin = path.join(directory, 'plugin');
  const conf = path.join(directory, 'conf');
  await writeFiles({
    [path.join(plugin, 'index.mjs')]: pluginCode(components),
    [path.join(conf, 'stack.ini')]: '[default]\npersona = synthetic\n',
    [path.join(conf, 'distros/any.yaml')]:
      'id: any\nname: Any\npackager: none\npython: python3\nrelease: {distro: one}\n',
    [path.join(conf, 'releases/one.yaml')]: 'series: one\nsummary: the only one\n',
    [path.join(conf, 'personas/synthetic.yaml')]:
      `name: synthetic\nsummary: what is measured\ncomponents: [${[...components.keys()].join(', ')}]\n`,
  });
  const home = path.join(directory, 'home');
  await mkdir(home);
  return {
    plugins: [
      {name: 'synthetic', version: '1.0.0', directory: plugin, linked: false, manifest: manifestOf(components)},
    ],
    conf,
    variables: {PATH: process.env.PATH, HOME: home},
    cwd: home,
    home,
    directory: path.join(directory, 'root'),
    set: ['default.distro=any'],
  };
}

/** Settings under which every event is seen. */
export function listening(settings: EngineSettings, onEvent: EventSink): EngineSettings {
  return {...settings, onEvent};
}

function manifestOf(components: ReadonlyMap<string, SyntheticComponent>): PluginManifest {
  const summary = 'made for a measurement';
  return {
    api: API,
    entry: './index.mjs',
    provides: {
      component: Object.fromEntries([...components.keys()].map((name) => [name, {summary}])),
      step: {nothing: {summary}},
    },
  };
}

function pluginCode(components: ReadonlyMap<string, SyntheticComponent>): string {
  const classes = [...components].map(
    ([name, {requires, steps}]) => `${JSON.stringify(name)}: async () => class extends Synthetic {
  requires() { return ${JSON.stringify(requires)}; }
  configure() { const {ctx} = this; return ${steps}; }
}`,
  );
  return `import {Component} from '@devstack/sdk';
const step = (kind, key, args, options = {}) => ({kind, key, args, ...options});
class Synthetic extends Component {}
class Nothing {
  lifetime = 'installed';
  describe({args}) { return {title: 'nothing ' + args.name}; }
  async probe(args, previous) { return previous?.after === undefined ? 'absent' : 'present'; }
  async capture() { return null; }
  async apply() { return {}; }
  async revert() { return []; }
}
const plugin = {
  component: {${classes.join(',\n')}},
  step: {nothing: async () => Nothing},
};
export {plugin as default};
`;
}

async function writeFiles(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(file), {recursive: true});
    await writeFile(file, text);
  }
}
