import {appendFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import {beforeEach, expect, test} from 'vitest';
import {componentCode, writePlugin} from '../testing/synthetic-plugin.ts';
import {createScene, type Scene} from '../testing/test-engine.ts';

const PROVIDES = {
  component: {swift: {summary: 's', subsystems: {proxy: 'the API', object: 'objects'}, privileged: {command: 'why'}}},
} as const;

const note = (word: string) => `['sh', '-c', 'echo ${word} >> "$0"', this.ctx.paths.root + '/../notes']`;
/** Each phase writes its name into a file. */
const CODE = componentCode({
  swift: `secrets() { return [{name: 'hash'}]; }
  configure() { return [step('command', 'configure', {argv: ${note('configure')}, undo: 'inside', as: 'root'})]; }
  install() { return [step('command', 'install', {argv: ${note('install')}, undo: 'inside', as: 'root'})]; }
  postInstall() { return [step('command', 'sync', {argv: ${note('sync')}, undo: 'inside', as: 'root'}, {needs: []})]; }`,
});

let scene: Scene;
let notes: string;
let file: string;

beforeEach(async () => {
  const made = await createScene([], ['swift']);
  const plugin = await writePlugin(made.directory, '@example/plugin-test', PROVIDES, CODE);
  scene = {...made, open: (settings = {}) => made.open({plugins: [plugin], ...settings})};
  notes = path.join(made.directory, 'notes');
  file = path.join(plugin.directory, 'conf/distros/any.yaml');
  await mkdir(path.dirname(file), {recursive: true});
});

const sh = (script: string) => `[sh, -c, '{ ${script}; } >> "$0"', "${notes}"]`;
const said = () => readFile(notes, 'utf8').then((text) => text.trimEnd().split('\n'));
const hash = `q"'$ %HASH%`;

async function write(...lines: string[]): Promise<void> {
  await writeFile(file, ['swift:', ...lines.map((line) => `  ${line}`), ''].join('\n'));
}

test('commands of a distro file run in their place, are given a secret on standard input only, and are undone', async () => {
  await write(
    `pre-install:`,
    `  - {as: root, name: first, run: ${sh('echo first; cat')}, stdin: ["[%HASH%]", "100%% of %ETC%"], undo: ${sh('echo undone; cat')}}`,
    `  - {as: root, run: [sh, -c, "exit 3"], may-fail: true}`,
    `  - {as: root, name: third, run: ${sh('echo third')}}`,
    `subsystems:`,
    `  proxy: {post-install: [{as: root, name: proxy, run: ${sh('echo proxy')}}]}`,
    `  object: {post-install: [{as: root, name: object, run: ${sh('echo object')}}]}`,
  );
  const settings = {
    set: ['swift.subsystems=proxy'],
    variables: {PATH: process.env.PATH, DEVSTACK_PASSWORDS__SWIFT__HASH: hash},
  };
  const engine = await scene.open(settings);
  const plan = await engine.plan('install', []);
  const planned = plan.steps.find(({id}) => id === 'swift/command:pre-install first');
  expect(planned?.details).toEqual([
    'given: [•••]',
    `given: 100% of ${scene.root}/etc/swift`,
    expect.stringMatching(/^undone by: sh -c \{ echo undone/),
  ]);
  expect(plan.steps.map(({id}) => id)).not.toContain('swift/command:post-install object');

  const {steps} = await engine.run('install', []);
  const [first, given, of, ...rest] = (await said()).filter((it) => it !== 'configure');
  expect([first, given, of]).toEqual(['first', `[${hash}]`, `100% of ${scene.root}/etc/swift`]);
  expect(rest).toEqual(['third', 'install', 'proxy', 'sync']);
  expect(steps.find(({id}) => id.endsWith('exit 3'))?.outcome).toBe('applied');
  const trace = await readFile(path.join(scene.root, 'state/trace.jsonl'), 'utf8');
  expect(trace).toContain('pre-install first');
  for (const record of [trace, JSON.stringify(scene.events), JSON.stringify(plan)]) {
    for (const form of [hash, JSON.stringify(hash).slice(1, -1)]) expect(record).not.toContain(form);
  }

  expect(await (await scene.open(settings)).run('install', [])).toMatchObject({unchanged: true});
  await writeFile(notes, '');
  await (await scene.open(settings)).run('uninstall', []);
  expect(await said()).toEqual(['undone', `[${hash}]`, `100% of ${scene.root}/etc/swift`]);
});

test('what runs as root is announced by the plugin in whose file it stands; what stands in a file of the user needs nobody', async () => {
  const {swift} = PROVIDES.component;
  const plain = {component: {swift: {summary: swift.summary}}};
  const made = await createScene([], ['swift']);
  const plugin = await writePlugin(made.directory, '@example/plugin-test', plain, componentCode({swift: ''}));
  notes = path.join(made.directory, 'notes');
  const content = `swift: {post-install: [{as: root, name: mine, run: ${sh('echo mine')}}]}`;
  const distros = (directory: string) => path.join(directory, 'distros/any.yaml');
  const own = distros(path.join(plugin.directory, 'conf'));
  await mkdir(path.dirname(own), {recursive: true});
  await writeFile(own, content);
  const install = async () => (await made.open({plugins: [plugin]})).run('install', []);
  await expect(install()).rejects.toThrow('plans swift/command:post-install mine as root');
  await writeFile(own, '');
  const user = distros(path.join(made.directory, 'home/.config/devstack/conf'));
  await mkdir(path.dirname(user), {recursive: true});
  await writeFile(user, content);
  await install();
  expect(await said()).toContain('mine');
});

test('what is wrong with them is said with its place, before anything happens', async () => {
  await write(
    'pre-install:',
    '  - {run: [a, "%HASH%"]}',
    '  - {run: [a, "%RUT%"]}',
    '  - {name: b, run: [b]}',
    '  - {name: b, run: [b, c]}',
  );
  const error: unknown = await (await scene.open()).run('install', []).catch((it: unknown) => it);
  expect(DevstackError.is(error) && error.message.replaceAll(file, 'any.yaml').split('\n')).toEqual([
    "cannot read any.yaml:3: pre-install a %HASH%: '%HASH%' has a secret in it, which everybody would see: give it on stdin",
    "cannot read any.yaml:4: pre-install a %RUT%: parameter %RUT% is not set; did you mean 'RUN'?",
    "cannot read any.yaml:6: pre-install b: there is another command 'b': give one of them a name",
  ]);
});

test('one that fails ends the run, and says in which file it stands', async () => {
  await write(`pre-install: [{as: root, name: fails, run: [sh, -c, "echo why >&2; exit 4"]}]`);
  const error: unknown = await (await scene.open()).run('install', []).catch((it: unknown) => it);
  expect(DevstackError.is(error) && [error.code, error.output]).toEqual(['DEVSTACK_ERR_COMMAND', ['why']]);
  expect(error).toMatchObject({message: expect.stringContaining(`exit code 4; ${file}:2 asks for it`)});
  await appendFile(notes, '');
  expect(await said()).not.toContain('install');
});
