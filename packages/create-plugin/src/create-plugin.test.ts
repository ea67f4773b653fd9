import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {completeAnswers} from './ask.ts';
import {TOOLS} from './plugin-package.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'create-plugin-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

/** As `npm create` runs it, where nobody can be asked. */
function create(...argv: string[]) {
  const program = [join(import.meta.dirname, 'bin.ts'), ...argv];
  return spawnSync(process.execPath, ['--conditions=devstack-source', ...program], {cwd: directory, encoding: 'utf8'});
}

test('a plugin is written, and what to do next is said', () => {
  const {stdout, stderr, status} = create('hello', '--yes');
  expect({stderr, status}).toEqual({stderr: '', status: 0});
  expect(stdout).toContain('made component hello in devstack-hello: package.json, src/index.ts, .gitignore');
  expect(stdout).toMatch(/^ {2}cd devstack-hello\n {2}npm install$/m);
  expect(readFileSync(join(directory, 'devstack-hello/src/hello.ts'), 'utf8')).toContain(
    'class Hello extends Component',
  );
});

test('a directory with something in it is refused in one sentence, and left as it is', () => {
  mkdirSync(join(directory, 'mine'));
  writeFileSync(join(directory, 'mine/file'), 'mine');
  const {stdout, stderr, status} = create('hello', '-y', '-d', 'mine');
  expect({stdout, status}).toEqual({stdout: '', status: 2});
  expect(stderr).toMatch(/^error: cannot make a plugin in .*\/mine: there is something in it; name another .*\n$/);
  expect(existsSync(join(directory, 'mine/package.json'))).toBe(false);
});

test('a file is no directory for a plugin', () => {
  writeFileSync(join(directory, 'mine'), '');
  expect(create('hello', '-y', '-d', 'mine').stderr).toMatch(/^error: cannot make a plugin in .*\n$/);
});

test.each([
  [['Hello', '-y'], /^error: cannot name a plugin "Hello": .*\n$/],
  [['-y'], /^error: cannot make a plugin without a name: npm create @devstack\/plugin NAME\n$/],
  [['hello', '--colour'], /^error: cannot read the command line: Unknown option '--colour'\n$/],
  [['one', 'two'], /^error: cannot read the command line: one name is enough, not one and two\n$/],
])('%j is answered with one sentence', (argv, message) => {
  const {stdout, stderr, status} = create(...argv);
  expect(stderr).toMatch(message);
  expect({stdout, status}).toEqual({stdout: '', status: 2});
});

test('help names every kind', () => {
  expect(create('--help').stdout).toMatch(/component .*\n.*runner .*\n.*packager .*\n.*downloader .*\n.*uploader /);
});

test('what is not told is asked for, unless nobody wants to be asked', async () => {
  const asked: string[] = [];
  const ask = async (question: string): Promise<string> => {
    asked.push(question);
    return question === 'name' ? 'hello' : 'runner';
  };
  expect(await completeAnswers({yes: false, help: false}, ask)).toEqual({name: 'hello', kind: 'runner'});
  expect(asked).toEqual(['name', 'kind (component, runner, packager, downloader, uploader)']);
  expect(await completeAnswers({name: 'x', yes: true, help: false}, ask)).toEqual({name: 'x', kind: 'component'});
  expect(asked).toHaveLength(2);
});

test('new plugins are built with the compiler of the repository, and what they depend on is its version', () => {
  const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'));
  expect(read('../package.json').devDependencies).toMatchObject(TOOLS);
  const own = read('create-plugin/package.json');
  expect(own.dependencies['@devstack/sdk']).toBe(`^${read('sdk/package.json').version}`);
  expect([read('service-shim/package.json').version, own.version]).toEqual(
    Array(2).fill(read('sdk/package.json').version),
  );
});
