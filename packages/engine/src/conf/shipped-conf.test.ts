import {readFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {PASSWORDS} from '../config/core-options.ts';
import {loadConfiguration} from '../config/load-configuration.ts';
import {readOldNames} from '../config/old-names.ts';
import {declarationOf, readSchema} from '../config/schema.ts';
import {LocalHost} from '../host/local-host.ts';
import {packagesDirectory, shippedRegistry} from '../testing/shipped-plugins.ts';
import {confNames} from './conf-file.ts';
import {confSources} from './conf-sources.ts';
import {readDistro} from './distro.ts';
import {readPersona} from './persona.ts';
import {readRelease} from './release.ts';

const registry = shippedRegistry();
const settings = {conf: path.join(packagesDirectory, 'cli/conf'), variables: {}, home: os.tmpdir(), cwd: '/'};
const sources = confSources(settings, registry);

test('every plugin that devstack ships has a manifest without faults', () => {
  expect(registry.problems()).toEqual([]);
});

test('the configuration that devstack ships is valid', async () => {
  const configuration = await loadConfiguration(settings, registry, new LocalHost({PATH: process.env.PATH}));
  expect(configuration.get('default', 'persona')).toBe('cloud');
  expect(configuration.get('default', 'release')).toBeUndefined();
  expect(configuration.get('default', 'directory')).toMatch(/\/openstack$/);
});

test('every shipped persona has on every shipped distro its packages and versions, from every origin that both have', async () => {
  const personas = await confNames(sources, 'personas');
  const distros = await confNames(sources, 'distros');
  expect([personas.length > 0, distros.length > 0]).toEqual([true, true]);
  for (const name of personas) {
    const {components} = await readPersona(sources, registry, name, '/');
    for (const id of distros) {
      const distro = await readDistro(sources, registry, {}, id);
      for (const component of components) {
        const {origins = ['distro']} = registry.describe('component', component.name).provided;
        for (const origin of origins) {
          if (distro.series(origin) === undefined && origins.length > 1) continue;
          const series = distro.series(origin) ?? distro.series('pypi')!;
          const part = (await readRelease(sources, registry, series)).part(component.name, origin);
          expect(part.series).toBe(series);
          expect(distro.part(component.name, origin).id).toBe(id);
        }
      }
    }
  }
});

test('what an old option is called now exists, and no name that exists is called old', async () => {
  const names = await readOldNames(settings.conf);
  const schema = readSchema(registry);
  const isThere = (name: string): boolean => {
    const [section = '', option] = name.split('.');
    return option === undefined
      ? schema.sections.has(section)
      : section === PASSWORDS || declarationOf(schema, section, option) !== undefined;
  };
  const targets = Object.values(names).flatMap((name) => ('now' in name ? [name.now] : []));
  expect(targets.filter((name) => !isThere(name))).toEqual([]);
  const options = Object.keys(names).filter((name) => name.includes('.') && !name.startsWith(`${PASSWORDS}.`));
  expect(options.filter(isThere)).toEqual([]);
});

test('what the shipped configuration shows as a comment exists, too', () => {
  const content = readFileSync(path.join(settings.conf, 'stack.ini'), 'utf8');
  const schema = readSchema(registry);
  let section = '';
  const shown: string[] = [];
  for (const line of content.split('\n')) {
    section = /^(?:# )?\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const option = /^# (\w+) =/.exec(line)?.[1];
    if (option !== undefined) shown.push(`${section}.${option}`);
  }
  expect(shown).toContain('nova.computes');
  expect(shown.filter((it) => !declarationOf(schema, it.split('.')[0]!, it.split('.')[1]!))).toEqual([]);
});
