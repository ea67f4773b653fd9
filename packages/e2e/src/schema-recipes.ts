import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {repository} from './cache-directory.ts';
import type {Lab} from './lab.ts';

interface Part {
  readonly template: string;
  readonly distributions: readonly string[];
  readonly migrations: string;
}

export interface SchemaRecipe extends Part {
  readonly database: string;
  /** Absolute path of the template. */
  readonly file: string;
}

/** As dump-schemas.ts prints it. */
export interface DumpedSchema {
  readonly template: string;
  readonly sql: string;
  readonly fresh: string;
  readonly live: string;
}

const SERIES = '2026.2';
const COMPONENTS = ['keystone', 'glance', 'placement', 'nova', 'neutron', 'cinder'];
const PROGRAM = '/devstack/packages/plugin-database/src/testing/dump-schemas.ts';

/** What release files say of schemas. */
export function schemaRecipes(): readonly SchemaRecipe[] {
  return COMPONENTS.flatMap((component) => {
    const conf = join(repository, 'packages', `plugin-${component}`, 'conf');
    const release = parse(readFileSync(join(conf, `releases/${SERIES}.yaml`), 'utf8')) as Record<
      string,
      {readonly settings: {readonly schemas: Readonly<Record<string, Part>>}}
    >;
    return Object.entries(release[component]!.settings.schemas).map(([database, part]) => ({
      ...part,
      database,
      file: join(conf, 'templates', part.template),
    }));
  });
}

/** Makes a cloud with all of these schemas; cinder is not bundled. */
export async function makeCloudOfSchemas(lab: Lab, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const devstack = (...args: string[]) => lab.run(['devstack', ...args], {env});
  await devstack('plugins', 'link', '--no-install', '/devstack/packages/plugin-cinder');
  await devstack('up', '--persona', 'api');
  await devstack('up', 'cinder');
}

/** Makes each schema once more in a lab where a cloud runs. The machine is not as it was then: it has mariadb-dump. */
export async function dumpSchemas(lab: Lab, root: string): Promise<Record<string, DumpedSchema>> {
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', 'mariadb-client'];
  await lab.run(install, {env: {DEBIAN_FRONTEND: 'noninteractive'}});
  const codes = Object.fromEntries(
    schemaRecipes().map(({database, distributions, migrations}) => [database, {distributions, migrations}]),
  );
  const {stdout} = await lab.run(['node', PROGRAM, root, JSON.stringify(codes)]);
  return JSON.parse(stdout) as Record<string, DumpedSchema>;
}
