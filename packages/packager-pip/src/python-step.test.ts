import {readFile} from 'node:fs/promises';
import type {Host, PythonArgs} from '@devstack/sdk';
import {dyingHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {PythonStep} from './python-step.ts';
import {createServices, sharedDirectory, stepContext, type TestServices} from './testing/services.ts';
import {startTinyIndex} from './testing/tiny-index.ts';
import {makeTinyWheel} from './testing/tiny-wheel.ts';

const LOCK = new URL('../../plugin-keystone/conf/releases/2026.2.lock', import.meta.url);
const cache = sharedDirectory();
const before = {existed: false, made: []};

interface Made {
  readonly services: TestServices;
  readonly step: PythonStep;
  readonly args: PythonArgs;
  python(code: string): Promise<string>;
}

async function makeStep(
  variables?: Readonly<Record<string, string>>,
  wrap: (host: Host) => Host = (host) => host,
): Promise<Made> {
  const services = await createServices({cache: cache.path, ...(variables === undefined ? {} : {variables})});
  const {host, http, environment, logger, directory} = services;
  const args = {
    environment: `${directory}/venv`,
    interpreter: (await host.which('python3'))!,
    requirements: ['PyMySQL', 'stevedore'],
    locks: [{name: '2026.2.lock', text: await readFile(LOCK, 'utf8')}],
    editable: [],
  };
  const python = async (code: string): Promise<string> =>
    (await host.run([`${args.environment}/bin/python`, '-c', code])).stdout.trim();
  return {services, step: new PythonStep(wrap(host), http, environment, logger), args, python};
}

test('an environment made from the lock imports keystone', {timeout: 60_000}, async () => {
  const {step, services, args: some, python} = await makeStep();
  const args = {...some, requirements: ['keystone==30.0.0', 'pyuwsgi', 'PyMySQL']};
  expect(await step.probe(args)).toBe('absent');
  const captured = await step.capture(args);
  const after = await step.apply(args, {before: captured}, stepContext());
  expect(after.packages).toContain('keystone==30.0.0');
  expect(await step.probe(args)).toBe('present');
  expect(await python('import keystone.conf, importlib.metadata as m; print(m.version("keystone"))')).toBe('30.0.0');
  const program = await services.host.readText(`${args.environment}/bin/keystone-manage`);
  expect(program).toContain(`${args.environment}/bin/python`);
  expect(services.warnings).toEqual([]);

  const unreadable = [
    'find',
    args.environment,
    '!',
    '-type',
    'l',
    '(',
    '!',
    '-perm',
    '-044',
    '-o',
    '-perm',
    '-002',
    ')',
  ];
  expect((await services.host.run(unreadable as ['find'])).stdout).toBe('');

  expect(await step.revert({args, before: captured})).toEqual([]);
  expect(await services.host.stat(args.environment)).toBeUndefined();
});

test('what is no longer wanted goes, and what is new comes', {timeout: 60_000}, async () => {
  const {step, args, python} = await makeStep();
  await step.apply(args, {before}, stepContext());
  expect(await python('import pymysql, stevedore; print("both")')).toBe('both');
  const fewer = {...args, requirements: ['PyMySQL', 'netaddr']};
  expect(await step.probe(fewer)).toBe('changed');
  await step.apply(fewer, {before}, stepContext());
  const names = 'import importlib.metadata as m; print(sorted(d.name.lower() for d in m.distributions()))';
  expect(await python(names)).toBe("['netaddr', 'pymysql']");
});

test('a run that was killed is finished by the next one', {timeout: 60_000}, async () => {
  const kill = (host: Host): Host => ({
    ...host,
    run: (argv, options) => {
      const isSync = argv.includes('sync');
      return host.run(isSync ? ['timeout', '--signal=KILL', '0.05', ...argv] : argv, options);
    },
  });
  const {step, args: some, services, python} = await makeStep(undefined, kill);
  const args = {...some, requirements: ['keystone==30.0.0']};
  await expect(step.apply(args, {before}, stepContext())).rejects.toThrow();
  expect(await step.probe(args)).toBe('changed');
  const {host, http, environment, logger} = services;
  const next = new PythonStep(host, http, environment, logger);
  await next.apply(args, {before}, stepContext());
  expect(await next.probe(args)).toBe('present');
  expect(await python('import importlib.metadata as m; print(m.version("keystone"))')).toBe('30.0.0');
});

test('another interpreter under the same name is noticed', {timeout: 60_000}, async () => {
  const {step, args, services} = await makeStep();
  const {host, directory} = services;
  const interpreter = `${directory}/python3`;
  await host.makeSymlink(args.interpreter, interpreter);
  const linked = {...args, interpreter};
  await step.apply(linked, {before}, stepContext());
  expect(await step.probe(linked)).toBe('present');
  await host.remove(interpreter);
  await host.writeFile(`${directory}/python3.99`, '', {mode: 0o755});
  await host.makeSymlink('python3.99', interpreter);
  expect(await step.probe(linked)).toBe('changed');
});

test("what no lock knows comes from the user's index, and it is said", {timeout: 60_000}, async () => {
  await (await makeStep()).step.apply((await makeStep()).args, {before}, stepContext());
  const wheel = makeTinyWheel('devstack_tiny');
  const index = await startTinyIndex([wheel]);
  const {step, args, services, python} = await makeStep({PIP_INDEX_URL: index.url});
  await step.apply({...args, requirements: ['devstack-tiny']}, {before}, stepContext());
  expect(index.asked).toContain('/simple/devstack-tiny/');
  expect(index.asked).toContain(`/files/${wheel.filename}`);
  expect(await python('import devstack_tiny; print(devstack_tiny.answer)')).toBe('42');
  expect(services.warnings).toEqual(['no lock has devstack-tiny: resolving now, as the index offers it today']);
});

test('a file that is not the one in the lock is refused', {timeout: 60_000}, async () => {
  const {step, args} = await makeStep();
  const text = `iniconfig==2.1.0 --hash=sha256:${'0'.repeat(64)}\n`;
  const applying = step.apply(
    {...args, requirements: ['iniconfig'], locks: [{name: 'bad.lock', text}]},
    {before},
    stepContext(),
  );
  await expect(applying).rejects.toMatchObject({code: 'DEVSTACK_ERR_CHECKSUM'});
  await expect(applying).rejects.toThrow(`iniconfig==2.1.0 is not the file that the lock names`);
});

test('an index that cannot be reached is named', {timeout: 60_000}, async () => {
  await (await makeStep()).step.apply((await makeStep()).args, {before}, stepContext());
  const {step, args} = await makeStep({PIP_INDEX_URL: 'http://me:secret@127.0.0.1:9/simple', UV_HTTP_RETRIES: '0'});
  const applying = step.apply({...args, requirements: ['netaddr-nonesuch']}, {before}, stepContext());
  await expect(applying).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_NETWORK',
    message: 'cannot resolve netaddr-nonesuch: 127.0.0.1:9 cannot be reached',
  });
  await expect(applying.catch((error: {output: string[]}) => error.output.join('\n'))).resolves.not.toContain('secret');
});

test('an interpreter that is not there is named', {timeout: 60_000}, async () => {
  const {step, args} = await makeStep();
  const applying = step.apply({...args, interpreter: '/usr/bin/python9'}, {before}, stepContext());
  await expect(applying).rejects.toMatchObject({code: 'DEVSTACK_ERR_UNSUPPORTED'});
  await expect(applying).rejects.toThrow('no interpreter found at path `/usr/bin/python9`');
});

test('a directory with something in it that is not ours is left alone', async () => {
  const {step, args, services} = await makeStep();
  await services.host.makeDirectory(args.environment, {mode: 0o755});
  await services.host.writeFile(`${args.environment}/notes`, 'mine', {mode: 0o644});
  await expect(step.capture(args)).rejects.toMatchObject({code: 'DEVSTACK_ERR_ROOT_DIRECTORY'});
});

test('taking it back removes the directories that were made for it, and no other', {timeout: 60_000}, async () => {
  const {step, args: some, services} = await makeStep();
  const args = {...some, environment: `${services.directory}/a/b/venv`};
  const captured = await step.capture(args);
  await step.apply(args, {before: captured}, stepContext());
  await step.revert({args, before: captured});
  await step.revert({args, before: captured});
  expect(await services.host.list(services.directory)).toEqual([]);
});

test('a run that dies at any moment is finished by the next one', {timeout: 60_000}, async () => {
  await (await makeStep()).step.apply((await makeStep()).args, {before}, stepContext());
  const died: number[] = [];
  for (let calls = 1; calls < 60; calls += 6) {
    const {step, args, services} = await makeStep();
    const {host, died: death} = dyingHost(services.host, calls, 'before');
    const {http, environment, logger} = services;
    const dying = new PythonStep(host, http, environment, logger);
    const applied = await Promise.race([dying.apply(args, {before}, stepContext()), death]);
    if (applied !== undefined) break;
    died.push(calls);
    await step.apply(args, {before}, stepContext());
    expect(await step.probe(args)).toBe('present');
  }
  expect(died.length).toBeGreaterThan(3);
});
