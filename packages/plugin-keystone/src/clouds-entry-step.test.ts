import {chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {resolveText, type StepContext, secret} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type CloudsEntryArgs, CloudsEntryStep} from './clouds-entry-step.ts';

const mine = '# mine\nclouds:\n  work:   # odd\n      auth: {auth_url: "https://cloud.example/v3"}\n';
const args: CloudsEntryArgs = {
  cloud: 'devstack',
  environment: {
    OS_AUTH_URL: 'http://127.0.0.1:5000/v3',
    OS_USERNAME: 'admin',
    OS_PASSWORD: secret('keystone.admin_password'),
    OS_REGION_NAME: 'RegionOne',
  },
};

let home: string;
let step: CloudsEntryStep;
let file: string;
let password = 's3cret';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'devstack-clouds-'));
  file = join(home, '.config/openstack/clouds.yaml');
  password = 's3cret';
  step = new CloudsEntryStep(createTestHost(), {variables: {}, home, cache: join(home, 'cache')});
});
afterEach(() => rm(home, {recursive: true}));

const stored = new Map<string, Uint8Array>();
const context: StepContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
  store: {
    put: async (content) => {
      stored.set('sha256:1', Buffer.from(content));
      return 'sha256:1';
    },
    get: async (address) => stored.get(address)!,
  },
  resolve: (value) => resolveText(value, () => password),
  ownership: () => ({user: userInfo().username, group: `${userInfo().gid}`}),
};

type Recorded = Parameters<CloudsEntryStep['revert']>[0];

async function install(wanted = args, previous?: Recorded): Promise<Recorded> {
  const before = previous?.before ?? (await step.capture(wanted, context));
  const known = previous === undefined ? {} : {previous};
  return {args: wanted, before, after: await step.apply(wanted, {before, ...known}, context)};
}

async function writeMine(content = mine, mode = 0o644): Promise<void> {
  await mkdir(join(home, '.config/openstack'), {recursive: true});
  await writeFile(file, content);
  await chmod(file, mode);
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a home without configuration gets a file that nobody else can read, and is as before without it', async () => {
  const applied = await install();
  expect(await readFile(file, 'utf8')).toBe(`clouds:
  devstack:
    auth:
      auth_url: http://127.0.0.1:5000/v3
      username: admin
      password: s3cret
    region_name: RegionOne
`);
  expect(await modeOf(file)).toBe(0o600);
  expect(await step.probe(args, applied, context)).toBe('present');
  expect(await step.revert(applied, context)).toEqual([]);
  expect(await readdir(home)).toEqual([]);
});

test("a user's file is given back to the byte, with its mode", async () => {
  await writeMine();
  const applied = await install();
  expect(await modeOf(file)).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain(
    '  work:   # odd\n      auth: {auth_url: "https://cloud.example/v3"}\n',
  );
  await step.revert(applied, context);
  expect(await readFile(file, 'utf8')).toBe(mine);
  expect(await modeOf(file)).toBe(0o644);
});

test('what the user wrote meanwhile stays, and only our cloud goes', async () => {
  await writeMine();
  const applied = await install();
  await writeFile(file, `${await readFile(file, 'utf8')}  later: {auth: {auth_url: "https://later"}}\n# more\n`);
  await step.revert(applied, context);
  expect(await readFile(file, 'utf8')).toBe(
    `${mine.trimEnd()}\n  later: {auth: {auth_url: "https://later"}}\n# more\n`,
  );
});

test('a change of the user survives a change of ours in between', async () => {
  await writeMine();
  const first = await install();
  await writeFile(file, (await readFile(file, 'utf8')).replace('# mine', '# still mine'));
  const moved = {...args, environment: {...args.environment, OS_AUTH_URL: 'http://192.0.2.1:5000/v3'}};
  const second = await install(moved, first);
  expect(await readFile(file, 'utf8')).toContain('auth_url: http://192.0.2.1:5000/v3');
  await step.revert(second, context);
  expect(await readFile(file, 'utf8')).toBe(mine.replace('# mine', '# still mine'));
});

test('an entry of the same name that was there before comes back', async () => {
  const own = 'clouds:\n  devstack:\n    auth: {auth_url: "https://old"} # keep\n';
  await writeMine(own);
  const applied = await install();
  await writeFile(file, `# new\n${await readFile(file, 'utf8')}`);
  await step.revert(applied, context);
  expect(await readFile(file, 'utf8')).toBe('# new\nclouds:\n  devstack:\n    auth:\n      auth_url: https://old\n');
});

test('an entry that another cloud has taken is left, and said', async () => {
  const applied = await install();
  const text = (await readFile(file, 'utf8')).replace('127.0.0.1', '192.0.2.9');
  await writeFile(file, text);
  expect(await step.revert(applied, context)).toEqual([{what: file, why: 'its cloud devstack is another one now'}]);
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a password that was changed is written, and what somebody added to the entry is no reason to', async () => {
  const applied = await install();
  await writeFile(file, `${await readFile(file, 'utf8')}    verify: false\n`);
  expect(await step.probe(args, applied, context)).toBe('present');
  password = 'another';
  expect(await step.probe(args, applied, context)).toBe('changed');
});

test('a link to the file is followed, and stays', async () => {
  await mkdir(join(home, '.config/openstack'), {recursive: true});
  await writeFile(join(home, 'dotfile.yaml'), mine);
  await symlink('../../dotfile.yaml', file);
  const applied = await install();
  expect(await readFile(join(home, 'dotfile.yaml'), 'utf8')).toContain('devstack:');
  await step.revert(applied, context);
  expect(await readFile(file, 'utf8')).toBe(mine);
});

test('clouds.yml is used where there is one: a clouds.yaml beside it would hide it', async () => {
  await mkdir(join(home, '.config/openstack'), {recursive: true});
  const other = join(home, '.config/openstack/clouds.yml');
  await writeFile(other, mine);
  const applied = await install();
  expect(await readdir(join(home, '.config/openstack'))).toEqual(['clouds.yml']);
  await step.revert(applied, context);
  expect(await readFile(other, 'utf8')).toBe(mine);
});

test('a file that is no YAML is refused before anything is done, by its name', async () => {
  await writeMine('clouds: [unfinished\n');
  await expect(step.check(args)).rejects.toThrow(`cannot read ${file}: `);
  expect(await readFile(file, 'utf8')).toBe('clouds: [unfinished\n');
});

test('a run that was killed after it had written is settled by doing it again', async () => {
  await writeMine();
  const {before} = await install();
  const again = await install(args, {args, before});
  expect((await readFile(file, 'utf8')).match(/devstack:/g)).toHaveLength(1);
  await step.revert(again, context);
  expect(await readFile(file, 'utf8')).toBe(mine);
});
