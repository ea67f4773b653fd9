import {readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Engine} from '@devstack/engine';
import {describe, expect, test} from 'vitest';
import ConfigShow from './commands/config/show.ts';
import Env from './commands/env.ts';
import Explain from './commands/explain.ts';
import Install from './commands/install.ts';
import Plan from './commands/plan.ts';
import Start from './commands/start.ts';
import Status from './commands/status.ts';
import Stop from './commands/stop.ts';
import Uninstall, {parseKeep} from './commands/uninstall.ts';
import Up from './commands/up.ts';
import Verify from './commands/verify.ts';
import {replaceEngine} from './engine-factory.ts';
import {type Captured, captureCommand} from './testing/capture-command.ts';
import {type EngineCall, fakeEngine} from './testing/fake-engine.ts';
import {planReport, runReport, serviceRow, statusReport, verifyReport} from './testing/reports.ts';
import {makeScratch} from './testing/scratch.ts';

type Command = Parameters<typeof captureCommand>[0];

async function capture(
  command: Command,
  argv: string[] = [],
  answers: Partial<Engine> = {},
): Promise<Captured & {calls: EngineCall[]}> {
  const {open, calls} = fakeEngine(answers);
  replaceEngine(open);
  return {...(await captureCommand(command, argv)), calls};
}

describe('actions', () => {
  test.each([
    [Install, 'install'],
    [Start, 'start'],
    [Up, 'start'],
    [Stop, 'stop'],
    [Uninstall, 'uninstall'],
  ] as const)('%o runs one action of the engine for the components that are named', async (command, action) => {
    const {calls, stdout, error} = await capture(command, ['keystone', 'glance']);
    expect(error).toBeUndefined();
    expect(calls.map(({method, args}) => [method, args[0], args[1]])).toEqual([
      ['run', action, ['keystone', 'glance']],
    ]);
    expect(stdout).toContain(`${command === Up ? 'up' : action} done in 2.4s`);
  });

  test('without components the engine decides', async () => {
    const {calls} = await capture(Install);
    expect(calls[0]?.args[1]).toEqual([]);
  });

  test('flags of configuration reach the engine, also between components', async () => {
    const argv = ['keystone', '--set', 'a.b=c', 'glance', '-d', '/srv/cloud', '-p', 'mine', '--config', 'x.ini'];
    const {calls} = await capture(Start, [...argv, '--runner', 'screen', '--set', 'd.e=f']);
    expect(calls[0]?.args[1]).toEqual(['keystone', 'glance']);
    expect(calls[0]?.settings).toMatchObject({
      directory: '/srv/cloud',
      persona: 'mine',
      configFiles: ['x.ini'],
      set: ['a.b=c', 'd.e=f'],
      runner: 'screen',
      commandLine: [
        'devstack',
        'start',
        'keystone',
        '--set',
        'a.b=•••',
        ...argv.slice(3),
        '--runner',
        'screen',
        '--set',
        'd.e=•••',
      ],
    });
  });

  test('plugins that oclif found reach the engine', async () => {
    const {calls} = await capture(Install);
    expect(calls[0]?.settings.plugins.map(({name}) => name)).toContain('@devstack/plugin-keystone');
  });

  test('nobody is asked when there is no terminal', async () => {
    const {calls} = await capture(Install);
    expect(calls[0]?.settings.ask).toBeUndefined();
  });

  test('up says how to use the cloud, start does not', async () => {
    expect((await capture(Up, ['-d', '/srv/my cloud'])).stdout).toContain(
      `  eval "$(devstack env -d '/srv/my cloud')"\n`,
    );
    expect((await capture(Start)).stdout).not.toContain('eval');
  });

  test('a second up is one line', async () => {
    const answers = {run: async () => runReport({unchanged: true})};
    const {stdout} = await capture(Up, [], answers);
    expect(stdout).toBe('nothing to do: database, keystone are installed and running (2.4s)\n');
  });

  test('a dry run is a plan, and the engine changes nothing', async () => {
    const {calls, stdout} = await capture(Install, ['keystone', '--dry-run']);
    expect(calls.map(({method, args}) => [method, ...args])).toEqual([['plan', 'install', ['keystone']]]);
    expect(stdout).toMatch(/^plan: install in \/srv\/cloud[\s\S]*\n\+1 ~0 -0\n$/);
  });

  test('with --json the report is the only thing on standard output', async () => {
    const {stdout} = await capture(Up, ['--json']);
    expect(JSON.parse(stdout)).toEqual(runReport());
  });
});

describe('uninstall', () => {
  test('passes on what is to be kept', async () => {
    const {calls} = await capture(Uninstall, ['--keep', 'packages,data']);
    expect(calls[0]?.args[2]).toEqual({keep: ['packages', 'data']});
  });

  test('refuses to keep what it does not know', () => {
    expect(() => parseKeep('packages,tea')).toThrow('cannot keep tea: --keep takes packages, sources, images, data');
    expect(parseKeep(undefined)).toEqual([]);
  });

  test('ends with 3 when something that is not ours stayed', async () => {
    const kept = [{what: '/etc/x', why: 'changed'}];
    expect((await capture(Uninstall, [], {run: async () => runReport({kept})})).exitCode).toBe(3);
    expect((await capture(Uninstall)).exitCode).toBe(0);
  });
});

describe('plan', () => {
  test('asks the engine for the action, and counts', async () => {
    const {calls, stdout, exitCode} = await capture(Plan, ['stop', 'keystone']);
    expect(calls[0]?.args).toEqual(['stop', ['keystone']]);
    expect(stdout).toMatch(/\+1 ~0 -0\n$/);
    expect(exitCode).toBe(0);
  });

  test('refuses an action that is none', async () => {
    const {error} = await capture(Plan, ['explode']);
    expect(error?.message).toContain('Expected explode to be one of: install, start, stop, uninstall');
    expect(error).toMatchObject({oclif: {exit: 2}});
  });

  test('saves to a file that only its owner can read, also over one that others could', async () => {
    const file = path.join(makeScratch(), 'plan.json');
    writeFileSync(file, 'old', {mode: 0o644});
    await capture(Plan, ['install', '-o', file]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(planReport());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('that cannot be saved is an error', async () => {
    const {error} = await capture(Plan, ['install', '-o', '/nonexistent/plan.json']);
    expect(error?.message).toMatch(/^cannot write \/nonexistent\/plan.json: ENOENT/);
  });
});

describe('status', () => {
  test('ends with 0 when all is well and with 1 otherwise', async () => {
    expect((await capture(Status)).exitCode).toBe(0);
    const {stdout, exitCode} = await capture(Status, [], {
      status: async () => statusReport({installed: [], services: []}),
    });
    expect(exitCode).toBe(1);
    expect(stdout).toBe('nothing is installed in /srv/cloud; start with: devstack up\n');
  });

  test('waits until all is well', async () => {
    let asked = 0;
    const starting = statusReport({services: [serviceRow({health: 'failing'})]});
    const status = async () => (++asked < 3 ? starting : statusReport());
    expect((await capture(Status, ['--wait', '5'], {status})).exitCode).toBe(0);
    expect(asked).toBe(3);
  });

  test('waits no longer than told', async () => {
    const began = Date.now();
    const status = async () => statusReport({services: [serviceRow({health: 'failing'})]});
    expect((await capture(Status, ['--wait', '1'], {status})).exitCode).toBe(1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
    expect(Date.now() - began).toBeLessThan(2500);
  });
});

test('verify ends with 0 when all checks passed and with 1 otherwise', async () => {
  const passed = await capture(Verify);
  expect([passed.exitCode, passed.stdout.split('\n')[1]]).toEqual([0, 'passed: 1 check in 0.4s']);
  expect((await capture(Verify, [], {verify: async () => verifyReport({passed: false})})).exitCode).toBe(1);
});

describe('commands that only print', () => {
  test('env prints exports, json, or what fish reads', async () => {
    expect((await capture(Env)).stdout).toBe(`export OS_USERNAME='admin'\nexport OS_PASSWORD='it'\\''s "$x"'\n`);
    const variables = {OS_USERNAME: 'admin', OS_PASSWORD: `it's "$x"`};
    expect(JSON.parse((await capture(Env, ['--json'])).stdout)).toEqual(variables);
    expect(JSON.parse((await capture(Env, ['--shell', 'json'])).stdout)).toEqual(variables);
    expect((await capture(Env, ['--shell', 'fish'])).stdout).toContain('set -gx OS_USERNAME');
  });

  test('config show prints options, and their origin when asked', async () => {
    expect((await capture(ConfigShow)).stdout).toBe('keystone.port = 5000\n');
    expect((await capture(ConfigShow, ['--origin'])).stdout).toBe('keystone.port = 5000  stack.ini:12\n');
    expect(JSON.parse((await capture(ConfigShow, ['--json'])).stdout)).toHaveLength(1);
  });

  test('explain needs no engine', async () => {
    const {stdout, calls} = await capture(Explain, ['locked']);
    expect(stdout).toContain('DEVSTACK_ERR_LOCKED');
    expect(calls).toEqual([]);
    expect((await capture(Explain, ['tea'])).error?.message).toBe('cannot explain tea: no error has this code');
  });
});
