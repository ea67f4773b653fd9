import {createHash} from 'node:crypto';
import type {SchemaCode} from '@devstack/openstack';
import type {Host} from '@devstack/sdk';

/** The code that makes a schema, as it is installed. */
export interface InstalledCode {
  /** Of versions and migrations: another digest can mean another schema. */
  readonly digest: string;
  /** Revisions after which no other comes, sorted: where an up-to-date database is. */
  readonly heads: readonly string[];
}

/** undefined where one of the distributions or the migrations are not there. */
export async function readInstalledCode(host: Host, code: SchemaCode): Promise<InstalledCode | undefined> {
  const library = `${code.environment}/lib`;
  const python = (await host.list(library))?.find((name) => /^python3\.\d+$/.test(name));
  if (python === undefined) return undefined;
  const packages = `${library}/${python}/site-packages`;
  const versions = findVersions((await host.list(packages)) ?? [], code.distributions);
  const files = await readMigrations(host, `${packages}/${code.migrations}`);
  if (versions.includes(undefined) || files.length === 0) return undefined;
  const hash = createHash('sha256').update(JSON.stringify([versions, files]));
  return {digest: `sha256:${hash.digest('hex')}`, heads: findHeads(files.map(([, text]) => text))};
}

/** `name==version` of each, in the order of the names. */
export function findVersions(
  entries: readonly string[],
  distributions: readonly string[],
): readonly (string | undefined)[] {
  const installed = new Map(
    entries.flatMap((entry) => {
      const [, name, version] = /^(.+?)-(\d[^-]*)\.dist-info$/.exec(entry) ?? [];
      return name === undefined ? [] : [[name.toLowerCase().replaceAll(/[-_.]+/g, '-'), version] as const];
    }),
  );
  return distributions.toSorted().map((name) => {
    const version = installed.get(name);
    return version === undefined ? undefined : `${name}==${version}`;
  });
}

/** What alembic writes into a database that is up to date: revisions that no other one follows, or depends on. */
export function findHeads(migrations: readonly string[]): readonly string[] {
  const revisions = migrations.flatMap((text) => valuesOf(text, 'revision'));
  const followed = new Set(
    ['down_revision', 'depends_on'].flatMap((name) => migrations.flatMap((text) => valuesOf(text, name))),
  );
  return revisions.filter((revision) => !followed.has(revision)).sort();
}

function valuesOf(text: string, name: string): readonly string[] {
  const assigned = new RegExp(`^${name}(?:\\s*:[^=\\n]+)?\\s*=\\s*(\\([^)]*\\)|[^\\n]*)`, 'm').exec(text)?.[1] ?? '';
  return [...assigned.matchAll(/['"]([^'"]+)['"]/g)].map(([, value]) => value!);
}

/** Relative path and text of each, in the order of the paths. */
async function readMigrations(
  host: Host,
  directory: string,
  below = '',
): Promise<readonly (readonly [string, string])[]> {
  const names = (await host.list(directory + below)) ?? [];
  const found = await Promise.all(
    names.map(async (name) => {
      const path = `${below}/${name}`;
      if (name.endsWith('.py')) return [[path, (await host.readText(directory + path)) ?? ''] as const];
      const isDirectory = (await host.stat(directory + path))?.type === 'directory';
      return isDirectory && name !== '__pycache__' ? readMigrations(host, directory, path) : [];
    }),
  );
  return found.flat();
}
