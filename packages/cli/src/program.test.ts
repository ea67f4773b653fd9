import {execFile, spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, test} from 'vitest';
import {makeScratch} from './testing/scratch.ts';
import {PROGRAM, runBuiltCli} from './testing/spawn-built-cli.ts';
import {testEnvironment} from './testing/spawn-cli.ts';

const {name, version} = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../package.json'), 'utf8'));
const COMMANDS = [
  'config:check',
  'config:get',
  'config:init',
  'config:schema',
  'config:show',
  'console',
  'env',
  'explain',
  'image:build',
  'image:list',
  'image:remove',
  'image:upload',
  'install',
  'logs',
  'plan',
  'plugins',
  'plugins:inspect',
  'plugins:install',
  'plugins:link',
  'plugins:reset',
  'plugins:uninstall',
  'plugins:update',
  'restart',
  'secrets:show',
  'start',
  'status',
  'stop',
  'uninstall',
  'up',
  'verify',
];

describe('the version', () => {
  const expected = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`;

  test.each(['--version', '-V', 'version'])('%s prints it', async (word) => {
    expect(await runBuiltCli([word])).toEqual({code: 0, stdout: expected, stderr: ''});
  });

  test('is the one that oclif would print', async () => {
    expect((await runBuiltCli(['--version', '--json'])).stdout).toBe(expected);
  });

  test('is printed without loading the bundle', () => {
    const argv = ['--import', dataUrl(REPORT_IMPORTS), PROGRAM];
    const imports = (word: string): string => spawnSync(process.execPath, [...argv, word], {encoding: 'utf8'}).stderr;
    expect(imports('--version')).not.toContain('bundle');
    expect(imports('explain')).toContain('bundle/index.js');
  });
});

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** Prints the names of modules of Node that were loaded. */
const REPORT_BUILTINS = `process.on('exit', () => process.stderr.write(process.moduleLoadList.join('\\n')));`;

/** Prints the address of each module that is imported. */
const REPORT_IMPORTS = `import {registerHooks} from 'node:module';
registerHooks({load: (url, context, next) => { process.stderr.write(url + '\\n'); return next(url, context); }});`;

describe('the bundle', () => {
  test('has every command', async () => {
    const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../oclif.manifest.json'), 'utf8'));
    expect(Object.keys(manifest.commands).sort()).toEqual(COMMANDS);
    expect(manifest.version).toBe(version);
  });

  test('lists commands, and says of each whether it changes the machine', async () => {
    const {stdout, code} = await runBuiltCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['env', 'explain', 'plan', 'status'])
      expect(stdout).toMatch(new RegExp(`  ${command} [\\s\\S]*?Read-only`));
    for (const command of ['install', 'start', 'stop', 'uninstall', 'up']) expect(stdout).toContain(`  ${command} `);
    for (const id of COMMANDS) {
      const help = (await runBuiltCli([...id.split(':'), '--help'])).stdout;
      expect(help.split('\n', 1)[0]! + help.split('\n')[1]).toMatch(
        /Read-only|Changes the (machine|cloud)|Destructive|Leaves nothing behind/,
      );
    }
  });

  test('runs a command', async () => {
    const {stdout, stderr, code} = await runBuiltCli(['explain', 'locked', '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({code: 'DEVSTACK_ERR_LOCKED', exit: 75});
    expect(code).toBe(0);
  });

  test('loads only what status needs', async () => {
    const {stderr} = await runBuiltCli(['status'], {
      NODE_OPTIONS: `--import ${dataUrl(REPORT_IMPORTS + REPORT_BUILTINS)}`,
    });
    const loaded = stderr.split('\n').filter((line) => /chunks\/|^NativeModule/.test(line));
    expect(loaded.join('\n')).toContain('chunks/');
    expect(
      loaded.filter((line) => /undici|yaml|handlebars|template|local-run|live-progress|plan-view/.test(line)),
    ).toEqual([]);
  });

  test('lists plugins', async () => {
    const {stdout, code} = await runBuiltCli(['plugins', '--core', '--json']);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('@devstack/plugin-keystone');
    expect(code).toBe(0);
  });
});

describe('an old Node', () => {
  test('gets one sentence and status 2', async () => {
    const ended = await runOnNode('20.20.2');
    expect(ended.stderr).toBe(`devstack needs Node.js 22.18 or newer; this is v20.20.2 (${process.execPath})\n`);
    expect(ended.status).toBe(2);
    expect((await runOnNode('22.17.1')).status).toBe(2);
    expect((await runOnNode('22.18.0')).stderr).toBe('');
  });

  test('of another installation, where there is one, understands as much', async () => {
    for (const node of await oldNodes()) {
      const ended = spawnSync(node, [PROGRAM, 'status'], {encoding: 'utf8', env: testEnvironment()});
      expect(ended.stderr).toMatch(/^devstack needs Node.js 22.18 or newer; this is v\d+\.\d+\.\d+ \(.*\)\n$/);
      expect(ended.status).toBe(2);
    }
  });
});

/** Runs the program on this Node, which says it is another one. */
async function runOnNode(claimed: string): Promise<{stderr: string; status: number | null}> {
  const file = path.join(makeScratch(), 'claim.cjs');
  writeFileSync(
    file,
    `Object.defineProperty(process, 'versions', {value: {...process.versions, node: '${claimed}'}});
     Object.defineProperty(process, 'version', {value: 'v${claimed}'});`,
  );
  const ended = spawnSync(process.execPath, ['--require', file, PROGRAM, '--version'], {encoding: 'utf8'});
  return {stderr: ended.stderr, status: ended.status};
}

async function oldNodes(): Promise<string[]> {
  const found = await promisify(execFile)('sh', ['-c', 'which -a node || true']);
  return found.stdout.split('\n').filter((node) => node !== '' && isOld(node));
}

function isOld(node: string): boolean {
  const version = spawnSync(node, ['--version'], {encoding: 'utf8'}).stdout.slice(1);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 18);
}
