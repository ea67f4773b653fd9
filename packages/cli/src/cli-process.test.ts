import {describe, expect, test} from 'vitest';
import {spawnFakeCli} from './testing/spawn-cli.ts';

describe('exit status and streams', () => {
  test('a run that succeeds ends with 0, its steps on standard error and its result on standard output', async () => {
    const {code, stdout, stderr} = await spawnFakeCli(['up']).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^up done in 2\.4s/);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^ +0\.\ds {2}database {4}service database\/service:api$/),
      expect.stringMatching(/^ +0\.\ds {2}keystone {4}service keystone\/service:api$/),
      '',
    ]);
  });

  test('an error of devstack ends with the status of its code', async () => {
    const {code, stdout, stderr} = await spawnFakeCli(['start'], 'locked').ended;
    expect(code).toBe(75);
    expect(stdout).toBe('');
    expect(stderr).toBe('error: cannot start: process 42 holds the lock\n     | a line\n       DEVSTACK_ERR_LOCKED\n');
  });

  test('anything else that is thrown ends with 70 and a stack', async () => {
    const {code, stderr} = await spawnFakeCli(['start'], 'bug').ended;
    expect(code).toBe(70);
    expect(stderr).toMatch(/^TypeError: x is not a function\n +at /);
  });

  test('an engine that waits for what never happens is a bug and not a success', async () => {
    const {code, stderr} = await spawnFakeCli(['start'], 'endless').ended;
    expect(code).toBe(70);
    expect(stderr).toContain('error: devstack ended without an answer');
  });

  test.each([
    [['start', '--nope'], /Nonexistent flag: --nope/],
    [['plan'], /Missing 1 required arg/],
    [['nonsense'], /command nonsense not found/],
    [['uninstall', '--keep', 'tea'], /cannot keep tea/],
  ])('%j is a usage error and ends with 2', async (argv, message) => {
    const {code, stderr} = await spawnFakeCli(argv).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n +at /);
  });
});

describe('with --json standard output is one document', () => {
  test.each([
    [['up', '--json'], 'steps', 0, {action: 'start'}],
    [['up', '--json'], 'locked', 75, {error: {code: 'DEVSTACK_ERR_LOCKED', exit: 75, suggestions: []}}],
    [['up', '--json'], 'bug', 70, {error: {code: 'DEVSTACK_ERR_BUG', message: 'x is not a function'}}],
    [['up', '--json', '--nope'], 'steps', 2, {error: {code: 'USAGE', exit: 2}}],
    [['nonsense', '--json'], 'steps', 2, {error: {exit: 2}}],
    [['plan', 'install', '--json'], 'steps', 0, {action: 'install'}],
    [['status', '--json'], 'steps', 0, {installed: ['keystone']}],
  ])('%j of %s', async (argv, scenario, status, document) => {
    const {code, stdout} = await spawnFakeCli(argv, scenario).ended;
    expect(JSON.parse(stdout)).toMatchObject(document);
    expect(code).toBe(status);
  });
});

describe('Ctrl-C', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('one %s lets the engine end, which says how to go on', async (signal) => {
    const {child, saysOnStderr, ended} = spawnFakeCli(['start'], 'patient');
    await saysOnStderr('working');
    child.kill(signal);
    const {code, stderr} = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('ending after the steps that run; once more to end them too');
    expect(stderr).toContain('error: cannot finish start: it was interrupted\n  try: devstack start\n');
  });

  test('a second one ends the programs that run, and that is no failure of theirs', async () => {
    const {child, saysOnStderr, ended} = spawnFakeCli(['start'], 'slow');
    await saysOnStderr('working');
    child.kill('SIGINT');
    await saysOnStderr('once more to end them too');
    child.kill('SIGINT');
    const {code, stderr} = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('error: cannot finish start: it was interrupted\n  try: run the same command again');
  });

  test('a third one leaves at once', async () => {
    const {child, saysOnStderr, ended} = spawnFakeCli(['start'], 'stubborn');
    await saysOnStderr('working');
    child.kill('SIGINT');
    await saysOnStderr('once more to end them too');
    child.kill('SIGINT');
    await saysOnStderr('once more to leave at once');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });
});
