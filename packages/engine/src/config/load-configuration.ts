import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {combineErrors, DevstackError, type Host, messageOf} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import type {EngineSettings} from '../settings.ts';
import {readFlagLayer, readSetLayer} from './argument-layers.ts';
import {readAutoValues} from './auto-values.ts';
import type {Configuration} from './configuration.ts';
import {cannotRead} from './configuration-errors.ts';
import {PASSWORDS, RUNNERS} from './core-options.ts';
import {readEnvironmentLayer} from './environment-layer.ts';
import {
  type ConfigurationFile,
  directoriesAbove,
  findConfigurationFiles,
  findForeignFiles,
} from './find-configuration.ts';
import type {Layer, LayerReading} from './layer.ts';
import {defaultsLayer} from './merge-layers.ts';
import {mergeConfiguration} from './merged-configuration.ts';
import {readOldNames} from './old-names.ts';
import {readLayer} from './read-layer.ts';
import {readSchema} from './schema.ts';

/** What of the engine's settings decides about the configuration. */
export type ConfigurationSettings = Pick<
  EngineSettings,
  'conf' | 'variables' | 'cwd' | 'home' | 'directory' | 'persona' | 'configFiles' | 'set' | 'runner'
>;

/** Reads all layers, merges, resolves and checks them. Throws one error with everything that is wrong in it. */
export async function loadConfiguration(
  settings: ConfigurationSettings,
  registry: Registry,
  host: Host,
): Promise<Configuration> {
  const {cwd, home, variables} = settings;
  const {uid} = await host.facts();
  const [auto, files, oldNames] = await Promise.all([
    readAutoValues(host),
    readFiles(settings, uid),
    readOldNames(settings.conf),
  ]);
  const schema = readSchema(registry);
  const set = readSetLayer(settings.set ?? [], cwd);
  throwProblems([files.shipped, ...files.user, set]);
  const environment = readEnvironmentLayer(variables, [...schema.sections.keys(), PASSWORDS, RUNNERS], cwd);
  return mergeConfiguration({
    schema,
    oldNames,
    home,
    context: {variables, auto},
    defaults: [...defaultsLayer(schema, cwd), ...directoryLayer(uid, home)],
    shipped: [files.shipped.settings],
    persona: [],
    user: [...files.user.map((file) => file.settings), environment, set.settings, readFlagLayer(settings, cwd)],
  });
}

/** Where the user's own configuration file lies, and a `conf` directory beside it. */
export function userDirectory({variables, home}: Pick<EngineSettings, 'variables' | 'home'>): string {
  const base = variables.XDG_CONFIG_HOME;
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(home, '.config'), 'devstack');
}

/** Root's installations are for everybody; those of others are theirs. */
function directoryLayer(uid: number, home: string): Layer {
  const value = uid === 0 ? '/opt/openstack' : path.join(home, 'openstack');
  return [{section: 'default', option: 'directory', value, origin: 'default', interpreted: false, directory: home}];
}

interface Files {
  readonly shipped: LayerReading;
  readonly user: readonly LayerReading[];
}

async function readFiles(settings: ConfigurationSettings, uid: number): Promise<Files> {
  const [[shipped], own, project, given] = await Promise.all([
    findConfigurationFiles([settings.conf], ['stack.ini']),
    findConfigurationFiles([userDirectory(settings)], ['stack.ini', 'devstack.yaml', 'devstack.yml', 'devstack.json']),
    findProjectFiles(settings, uid),
    readGivenFiles(settings),
  ]);
  const files = [...own, ...project.filter((file) => file.path !== shipped?.path), ...given];
  const read = (file: ConfigurationFile): LayerReading => readLayer(file.path, file.content);
  return {
    shipped: shipped === undefined ? {settings: [], problems: []} : read(shipped),
    user: files.map(read),
  };
}

async function findProjectFiles(
  {cwd, variables}: ConfigurationSettings,
  uid: number,
): Promise<readonly ConfigurationFile[]> {
  const files = await findConfigurationFiles(directoriesAbove(cwd));
  const {SUDO_UID} = variables;
  const foreign = await findForeignFiles(files, cwd, [uid, ...(SUDO_UID === undefined ? [] : [Number(SUDO_UID)])]);
  if (foreign.length > 0) throw combineErrors(foreign.map(notYours));
  return files;
}

function notYours(file: ConfigurationFile): DevstackError {
  return new DevstackError(`cannot use configuration file ${file.path}: it belongs to another user`, {
    code: 'DEVSTACK_ERR_PERMISSION',
    suggestions: [
      `read it; then make it yours (chown), or work in a directory that is not below ${path.dirname(file.path)}`,
    ],
  });
}

async function readGivenFiles({cwd, configFiles = []}: ConfigurationSettings): Promise<readonly ConfigurationFile[]> {
  return Promise.all(
    configFiles.map(async (name) => {
      const file = path.resolve(cwd, name);
      try {
        return {path: file, content: await readFile(file, 'utf8')};
      } catch (error) {
        throw cannotRead({origin: '--config', message: messageOf(error)});
      }
    }),
  );
}

function throwProblems(readings: readonly LayerReading[]): void {
  const problems = readings.flatMap((reading) => reading.problems);
  if (problems.length > 0) throw combineErrors(problems.map(cannotRead));
}
