import {access, mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {Step} from '@devstack/sdk';
import {beforeEach, expect, test} from 'vitest';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';
import type {TraceEntry} from '../trace/records.ts';
import {livesInCloud} from './bring-up.ts';

const PROVIDES = {
  component: {
    registry: {
      summary: 'r',
      options: {images: {type: 'map', values: 'location', default: {}, summary: 'images by name'}},
    },
  },
  step: {trial: {summary: 't'}},
} as const;

/** A step for each image, which cannot be done when the location ends in `missing`. */
const CODE = `${componentCode({
  registry: `install() {
    return Object.entries(this.ctx.option('images')).map(([name, location]) =>
      step('trial', name, {location}, {needs: [], place: this.ctx.place('images', name)}));
  }`,
}).replace('export default {', 'export default {step: {trial: async () => Trial}, ')}
class Trial {
  lifetime = 'installed';
  describe({args}) { return {title: args.location}; }
  async probe(args, previous) { return previous?.after === undefined ? 'absent' : 'present'; }
  async check({location}) {
    if (!location.endsWith('missing')) return;
    const error = Object.assign(new Error('cannot upload image: there is no ' + location), {code: 'DEVSTACK_ERR_NOT_FOUND', suggestions: []});
    throw Object.defineProperty(error, Symbol.for('devstack.error'), {value: true});
  }
  async capture() { return null; }
  async apply() { return {}; }
  async revert() { return []; }
}
`;

let scene: Scene;
let project: string;

beforeEach(async () => {
  const made = await createScene([], ['registry']);
  const plugin = await writePlugin(made.directory, '@example/plugin-test', PROVIDES, CODE);
  project = path.join(made.directory, 'project');
  await mkdir(project);
  scene = {...made, open: (settings = {}) => made.open({plugins: [plugin], cwd: project, ...settings})};
});

test('what cannot be done is refused with the line that asks for it, by a plan too, and nothing is touched', async () => {
  const file = path.join(project, 'devstack.yaml');
  await writeFile(file, 'registry:\n  images:\n    there: x\n    gone:\n      ./missing\n    too: https://h/missing\n');
  const message = [
    `cannot upload image: there is no ${project}/missing; registry.images (${file}:4) asks for it`,
    `cannot upload image: there is no https://h/missing; registry.images (${file}:6) asks for it`,
  ].join('\n');
  await expect((await scene.open()).plan('install', [])).rejects.toMatchObject({message});
  await expect((await scene.open()).run('install', [])).rejects.toMatchObject({
    message,
    code: 'DEVSTACK_ERR_NOT_FOUND',
  });
  await expect(access(scene.root)).rejects.toThrow('ENOENT');
});

test('the last of its kind is taken back by a run that plans none', async () => {
  const install = async (...set: string[]) => (await scene.open({set})).run('install', []);
  await install('registry.images=there=x');
  const {steps} = await install();
  expect(steps.filter(({outcome}) => outcome === 'reverted').map(({id}) => id)).toEqual(['registry/trial:there']);
});

test('a moved line is no change', async () => {
  const file = path.join(project, 'stack.ini');
  await writeFile(file, '[registry]\nimages = there=x\n');
  await (await scene.open()).run('install', []);
  await writeFile(file, '# moved\n[registry]\n\nimages = there=x\n');
  expect(await (await scene.open()).run('install', [])).toMatchObject({unchanged: true});
});

test('what a service was asked for waits until it can be asked to take it back, unless it goes too', () => {
  const entry = {
    step: {id: 'g/image:x', kind: 'image', args: {}, components: ['g'], needs: ['g/service:api', 'g/file:f']},
  };
  const stepsOf = (...ids: string[]) => ids.map((id) => ({id, kind: /\/(\w+):/.exec(id)![1]}) as Step);
  const lives = (...ids: string[]) => livesInCloud(entry as unknown as TraceEntry, stepsOf(...ids));
  expect(lives('g/service:api', 'g/file:f')).toBe(true);
  expect(lives('g/service:api')).toBe(false);
  expect(lives('g/file:f')).toBe(false);
});
