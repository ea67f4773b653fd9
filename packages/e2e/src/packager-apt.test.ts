import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createLab, type Lab, machineState, stateChanges, unexpectedDifferences} from './index.ts';

type Json = Record<string, unknown>;

interface Removed {
  owned: Json;
  kept: {what: string; why: string}[];
}

/** Runs in the lab: calls one method of the packager with arguments from the command line, and prints what it returns. */
const program = `
import {AptPackager} from '/devstack/packages/packager-apt/src/apt-packager.ts';
import {createTestHost} from '@devstack/sdk/testing';
const [cache, method, ...args] = JSON.parse(process.argv[1]);
const logger = {debug() {}, info: (line) => process.stderr.write(line + '\\n'), warn() {}};
const packager = new AptPackager(createTestHost(), {variables: {}, home: process.env.HOME, cache}, logger);
const progress = (...told) => process.stderr.write('progress ' + JSON.stringify(told) + '\\n');
const context = {signal: new AbortController().signal, progress};
try {
  process.stdout.write(JSON.stringify({result: await packager[method](...args, context) ?? null}));
} catch (error) {
  process.stdout.write(JSON.stringify({error: {...error, message: error.message, stack: error.stack}}));
}
`;

class LabPackager {
  readonly lab: Lab;
  readonly cache: string;

  constructor(lab: Lab, cache = '/opt/cloud/cache') {
    this.lab = lab;
    this.cache = cache;
  }

  start(method: string, ...args: unknown[]) {
    const call = JSON.stringify([this.cache, method, ...args]);
    const node = ['node', '--conditions', 'devstack-source', '--input-type=module', '--eval', program, call];
    return this.lab.spawn(node, {cwd: '/devstack/packages/packager-apt'});
  }

  async call<Result = Json>(method: string, ...args: unknown[]): Promise<Result> {
    const {stdout, stderr} = await (await this.start(method, ...args)).done;
    const {result, error} = JSON.parse(stdout || '{}');
    if (error !== undefined || result === undefined) {
      throw Object.assign(new Error(error?.message ?? `no answer: ${stderr}`), error);
    }
    return result;
  }

  capture = () => this.call('capture', []);
  install = (names: string[], before: Json, previous: Json | null = null) =>
    this.call('install', requests(names), before, previous ?? undefined);
  remove = (before: Json, owned: Json, keep: string[] = []) =>
    this.call<Removed>('remove', before, owned, requests(keep));
}

const requests = (names: string[]) => names.map((name) => ({name}));

let lab: Lab;
let apt: LabPackager;
let stateBefore: Awaited<ReturnType<typeof machineState>>;

beforeEach(async () => {
  lab = await createLab();
  apt = new LabPackager(lab);
  stateBefore = await machineState(lab);
});

afterEach(() => lab.destroy());

async function differences() {
  await lab.run(['rm', '-rf', '/opt/cloud'], {user: 'root'});
  return {
    files: unexpectedDifferences(await lab.diff()).map(({path, change, detail}) => `${change} ${path} ${detail}`),
    state: stateChanges(stateBefore, await machineState(lab)),
  };
}

test('the packages of keystone come and go without a trace', async () => {
  const before = await apt.capture();
  const owned = await apt.install(['python3-keystone', 'uwsgi-core', 'uwsgi-plugin-python3'], before);
  const removed = await apt.remove(before, owned);
  expect(await differences()).toEqual({files: [], state: {}});
});
