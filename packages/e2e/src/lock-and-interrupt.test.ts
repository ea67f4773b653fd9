import {readFileSync} from 'node:fs';
import {stripVTControlCharacters} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {adminToken, CloudLab, nothing} from './cloud-lab.ts';
import type {CommandResult} from './command.ts';
import type {LabProcess} from './lab-process.ts';
import {sleep} from './process-table.ts';
import {programs} from './programs.ts';

let cloud: CloudLab;

beforeAll(async () => {
  cloud = await CloudLab.create({warmCache: true});
});
afterAll(() => cloud.lab.destroy());

async function untilRuns(text: string, run: LabProcess): Promise<void> {
  let hasEnded = false;
  void run.done.then(() => {
    hasEnded = true;
  });
  while (!programs(cloud.lab).some(({commandLine}) => commandLine.includes(text))) {
    if (hasEnded) throw run.failure(await run.done, `it ended before ${text} ran`);
    await sleep(10);
  }
}

/** A run on a terminal, as a person has it; `press` types. Like some of CI the terminal does not tell its size. */
async function onTerminal(args: string): Promise<{run: LabProcess; press: (key: string) => Promise<unknown>}> {
  const script = `mkfifo /tmp/keys; script -qec 'devstack ${args}' /dev/null <>/tmp/keys; code=$?; rm /tmp/keys; exit $code`;
  const run = await cloud.lab.spawn(['sh', '-c', script], {env: {DEVSTACK_KEYSTONE__PORT: `${cloud.port}`}});
  return {run, press: (key) => cloud.lab.run(['sh', '-c', `printf '${key}' >/tmp/keys`])};
}

const ctrlC = String.raw`\003`;
/** What a terminal showed, without colours and other control sequences. */
const plain = ({code, stdout}: CommandResult) => ({
  code,
  stdout: stripVTControlCharacters(stdout).replaceAll('\r', ''),
});

const resumes = /error:.* interrupted.*\n.*try:.* run the same command again/;

test('a second run ends with 75 at once and names the first', async () => {
  const first = await cloud.spawn(['up']);
  await untilRuns('dpkg', first);
  const pid = /^NSpid:.*\t(\d+)$/m.exec(readFileSync(`/proc/${first.pid}/status`, 'utf8'))?.[1];
  const startedMs = performance.now();
  const {code, stderr} = await cloud.devstack(['up']);
  expect(performance.now() - startedMs).toBeLessThan(2000);
  expect({code, stderr}).toMatchObject({code: 75, stderr: expect.stringContaining(`'devstack up' (pid ${pid}, since`)});
  expect((await cloud.devstack(['uninstall'])).code).toBe(75);
  expect((await cloud.devstack(['status'])).code).toBe(1);
  first.signal('SIGINT');
  const {code: ended, stderr: said} = await first.done;
  expect({ended, said}).toMatchObject({ended: 130, said: expect.stringMatching(resumes)});
  // The step that ran came to its end: dpkg has nothing half done.
  expect((await cloud.lab.run(['dpkg', '--audit'])).stdout).toBe('');
  expect(said).toContain('packages apt');
});

test('Ctrl-C on a terminal, which reaches every program, lets the step end as well', async () => {
  const {run, press} = await onTerminal('up');
  await untilRuns('bin/keystone-manage', run);
  await press(ctrlC);
  const {code, stdout} = plain(await run.done);
  expect({code, stdout}).toMatchObject({code: 130, stdout: expect.stringMatching(resumes)});
  expect(stdout).toMatch(/command db-sync .*\n/);
  expect(stdout).not.toContain('failed');
});

test('the same command goes on where it was interrupted', async () => {
  const {stdout, stderr} = await cloud.succeed('up');
  expect(stdout).toContain('endpoints');
  expect(stderr).not.toContain('db-sync');
  expect(await cloud.token()).toEqual(adminToken);
});

test('an uninstall that is interrupted goes on as well, and leaves nothing', async () => {
  const {run, press} = await onTerminal('uninstall');
  await untilRuns('dpkg', run);
  await press(ctrlC);
  expect(plain(await run.done)).toMatchObject({code: 130, stdout: expect.stringMatching(resumes)});
  await cloud.succeed('uninstall');
  expect(await cloud.leftovers()).toEqual(nothing);
});
