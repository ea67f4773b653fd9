import {mkdir, mkdtemp, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {DevstackError, type PluginManifest} from '@devstack/sdk';
import {beforeEach, describe, expect, test} from 'vitest';
import {Registry} from '../registry/registry.ts';
import type {ConfSources} from './conf-sources.ts';
import {readPersona} from './persona.ts';

const subsystems = {proxy: 'the API', object: 'objects'};
const component = {swift: {summary: 'Object storage', subsystems}, cache: {summary: 'a cache'}};
const manifest: PluginManifest = {api: 1, entry: './index.js', provides: {component}};
const registry = new Registry([{name: 'p', version: '1.0.0', directory: '/p', linked: false, manifest}], '0.1.0');

let base: string;
let sources: ConfSources;

beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'devstack-personas-'));
  const plugins = [{plugin: 'p', directory: path.join(base, 'swift')}];
  sources = {host: path.join(base, 'host'), plugins, user: path.join(base, 'user')};
});

async function write(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(path.join(base, file)), {recursive: true});
  await writeFile(path.join(base, file), lines.map((line) => `${line}\n`).join(''));
}

/** The lines of the error that a function ends with, without the directory of the test. */
async function faultOf(run: () => unknown): Promise<{readonly code: string; readonly lines: readonly string[]}> {
  try {
    await run();
  } catch (error) {
    if (!DevstackError.is(error)) throw error;
    return {code: error.code, lines: error.message.replaceAll(`${base}/`, '').split('\n')};
  }
  return {code: 'none', lines: []};
}

describe('personas', () => {
  const read = (name: string) => readPersona(sources, registry, name, base);

  test('choose components, subsystems and options', async () => {
    await write('host/personas/storage.yaml', [
      'name: storage',
      'summary: objects',
      'needs: {memory: 1.5 GB, disk: 300 MB, cores: 2}',
      'components:',
      '  - cache',
      '  - swift: {subsystems: [proxy]}',
      'options:',
      '  default:',
      '    region: 010',
      '  swift: {list: [a, b]}',
    ]);
    expect(await read('storage')).toEqual({
      name: 'storage',
      summary: 'objects',
      needs: {
        memory: {amount: 1_500_000_000, place: `${base}/host/personas/storage.yaml:3`},
        disk: {amount: 300_000_000, place: `${base}/host/personas/storage.yaml:3`},
        cores: {amount: 2, place: `${base}/host/personas/storage.yaml:3`},
      },
      directory: `${base}/host/personas`,
      components: [
        {name: 'cache', subsystems: []},
        {name: 'swift', subsystems: ['proxy']},
      ],
      options: [
        {section: 'default', option: 'region', value: '010', origin: `${base}/host/personas/storage.yaml:9`},
        {section: 'swift', option: 'list', value: ['a', 'b'], origin: `${base}/host/personas/storage.yaml:10`},
      ],
    });
  });

  test('without a choice a component has all its subsystems', async () => {
    await write('mine.yaml', ['components: [swift]']);
    expect((await read('./mine.yaml')).components).toEqual([{name: 'swift', subsystems: ['proxy', 'object']}]);
    expect((await read('mine.yaml')).name).toBe('mine');
  });

  test('of the user win over those of plugins and host', async () => {
    for (const place of ['host', 'swift', 'user'])
      await write(`${place}/personas/p.yaml`, [`summary: ${place}`, 'components: []']);
    expect((await read('p')).summary).toBe('user');
  });

  test.each([
    [
      'components: [swfit]',
      "cannot use persona p.yaml:1: cannot find component 'swfit': no installed plugin provides it; did you mean 'swift'?",
    ],
    [
      'components: [{swift: {subsystems: [proxi]}}]',
      "cannot read p.yaml:1: swift.subsystems[0]: expected one of proxy, object, found 'proxi'",
    ],
    [
      'components: [{cache: {subsystems: [x]}}]',
      "cannot read p.yaml:1: cache.subsystems[0]: expected no subsystem, because it has none, found 'x'",
    ],
    [
      'components: [{swift: {subsystem: []}}]',
      "cannot read p.yaml:1: there is no key 'components[0].swift.subsystem'; did you mean 'subsystems'?",
    ],
    ['components: swift', "cannot read p.yaml:1: components: expected a list of components, found 'swift'"],
    ['components: [swift, swift]', 'cannot read p.yaml:1: components: expected swift once, found a list'],
    ['summary: x', "cannot read p.yaml:1: the file: expected the key 'components', found a map"],
    ['components: []\noption: {}', "cannot read p.yaml:2: there is no key 'option'; did you mean 'options'?"],
    [
      'needs: {memory: much}\ncomponents: []',
      "cannot read p.yaml:1: needs.memory: expected an amount like '1.7 GB', found 'much'",
    ],
    ['needs: {cores: 0}\ncomponents: []', "cannot read p.yaml:1: needs.cores: expected a number of cores, found '0'"],
    ['needs: {disc: 1 GB}\ncomponents: []', "cannot read p.yaml:1: there is no key 'needs.disc'; did you mean 'disk'?"],
    ['components: []\noptions: {default: 1}', "cannot read p.yaml:2: options.default: expected a map, found '1'"],
  ])('%j is refused with its place', async (content, message) => {
    await write('p.yaml', content.split('\n'));
    expect((await faultOf(() => read('./p.yaml'))).lines).toEqual([message]);
  });

  test('one that nobody has is an error with a suggestion', async () => {
    await write('host/personas/storage.yaml', ['components: []']);
    expect(await faultOf(() => read('storag'))).toEqual({
      code: 'DEVSTACK_ERR_PERSONA',
      lines: ["cannot use persona 'storag': there is no such persona; did you mean 'storage'?"],
    });
    expect((await faultOf(() => read('./gone.yaml'))).lines).toEqual([
      'cannot use persona gone.yaml: there is no such file, or it is empty',
    ]);
  });
});
