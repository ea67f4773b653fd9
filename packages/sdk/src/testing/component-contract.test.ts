import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Component} from '../component.ts';
import type {Demand, Offer} from '../component-context.ts';
import {type StepDraft, step, stepOf} from '../step.ts';
import {text} from '../text.ts';
import {componentContract} from './component-contract.ts';

const PATH = '/opt/openstack/etc/good/good.conf';
const demand: Demand = {component: 'other', capability: 'greeting', name: 'hello'};
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'component-contract-'));
  await mkdir(join(directory, 'conf/templates'), {recursive: true});
  await writeFile(join(directory, 'conf/templates/good.conf'), 'port = %PORT%\n');
  const good = {
    summary: 'a good one',
    capabilities: ['greeting'],
    options: {port: {type: 'port', summary: 'its port', default: 80}},
  };
  await writeFile(join(directory, 'package.json'), JSON.stringify({devstack: {provides: {component: {good}}}}));
});
afterAll(() => rm(directory, {recursive: true}));

class Good extends Component {
  override secrets() {
    return [{name: 'password'}];
  }

  override offer(_: Demand): Offer {
    return {values: {url: 'x'}, needs: [`good/file:${PATH}`]};
  }

  override configure(): readonly StepDraft[] {
    const content = this.ctx.template('good.conf', {PORT: String(this.ctx.option<number>('port'))});
    return [step('file', PATH, {path: PATH, mode: 0o644, content})];
  }
}

const failuresOf = async (component: typeof Good): Promise<string[]> => {
  const surroundings = {here: {origin: 'distro', demands: [demand]}} as const;
  const failed: string[] = [];
  for (const {title, run} of componentContract({component, name: 'good', package: directory, surroundings})) {
    await run().catch(() => failed.push(title.replace('here: ', '')));
  }
  return failed;
};
const withSteps = (...steps: StepDraft[]) =>
  class extends Good {
    override install() {
      return steps;
    }
  };

test('a good component passes', async () => expect(await failuresOf(Good)).toEqual([]));

describe('what the contract finds', () => {
  test.each([
    ['steps that differ from call to call', 'its phases are pure', () => withRandom()],
    ['what JSON cannot hold', 'its steps are plain data', () => withSteps(stepOf('x', 'x', {at: new Date(0)}))],
    ['two steps of one name', 'a step has a name', () => withSteps(stepOf('x', 'x', {}), stepOf('x', 'x', {}))],
    ['a need that is no step', 'what a step needs', () => withSteps(stepOf('x', 'x', {}, {needs: ['file:/no']}))],
    ['a circle', 'no step waits for itself', () => withSteps(stepOf('x', 'x', {}, {reads: ['x:x']}))],
    [
      'a secret in argv',
      'argv holds words only',
      () => withSteps(stepOf('command', 'x', {argv: ['p', {secret: 's'}]})),
    ],
    ['a file outside of the root', 'what it makes is below', () => withSteps(stepOf('symlink', 'x', {path: '/etc/x'}))],
    ['a secret that everybody may read', 'a file with a secret', () => withFile(0o644)],
    ['a secret that nobody declared', 'a secret that is used', () => withSecret()],
    ['a service without health', 'a service says how', () => withSteps(stepOf('service', 'x', {argv: ['p']}))],
    ['an option that the manifest lacks', 'the options that it reads', () => withOption()],
    ['an offer that nothing makes', 'what its manifest offers', () => withOffer()],
    ['a parameter that no template has', 'a template is given', () => withParameter()],
  ])('%s', async (_, title, make) => {
    const failed = await failuresOf(make());
    expect(failed.some((each) => each.startsWith(title))).toBe(true);
  });
});

function withRandom() {
  let count = 0;
  return class extends Good {
    override install() {
      count += 1;
      return [stepOf('x', String(count), {})];
    }
  };
}

function withFile(mode: number) {
  return class extends Good {
    override install() {
      const path = '/opt/openstack/etc/good/secret';
      return [step('file', path, {path, mode, content: text`a ${this.ctx.secret('password')}`})];
    }
  };
}

function withSecret() {
  return class extends Good {
    override environment() {
      return {X: this.ctx.secret('nowhere')};
    }
  };
}

function withOption() {
  return class extends Good {
    override verify() {
      return this.ctx.option('undeclared') === '' ? [] : [];
    }
  };
}

function withOffer() {
  return class extends Good {
    override offer() {
      return {values: {url: 'x'}, needs: ['good/service:none']};
    }
  };
}

function withParameter() {
  return class extends Good {
    override configure() {
      const content = this.ctx.template('good.conf', {PORT: String(this.ctx.option<number>('port')), SPARE: 'x'});
      return [step('file', PATH, {path: PATH, mode: 0o644, content})];
    }
  };
}
