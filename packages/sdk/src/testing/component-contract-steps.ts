import * as assert from 'node:assert/strict';
import type {Component} from '../component.ts';
import type {Offer} from '../component-context.ts';
import type {StepDraft} from '../step.ts';
import type {CommandArgs, FileArgs, ServiceArgs} from '../step-kinds.ts';
import {resolveTemplateValue} from '../template-value.ts';
import {secretsIn, type Text} from '../text.ts';
import type {FakeContext} from './fake-context.ts';

/** A component in its surroundings. */
export interface Subject {
  readonly component: Component;
  readonly context: FakeContext;
  readonly offers: readonly Offer[];
}

export type ComponentCase = (make: () => Subject) => void;

const PHASES = [
  'download',
  'configure',
  'preInstall',
  'install',
  'postInstall',
  'preStart',
  'start',
  'postStart',
  'preUninstall',
] as const;
const KINDS_WITH_PATH = ['directory', 'file', 'key-file', 'symlink'];
const OTHERS_MAY_READ = 0o007;

export const STEP_CASES: Readonly<Record<string, ComponentCase>> = {
  'nothing stands in the way': (make) => assert.deepEqual(make().component.verify(), []),

  'its phases are pure: the same steps, asked twice, by two of its kind': (make) => {
    const {component} = make();
    const steps = stepsOf(component);
    assert.ok(steps.length > 0, 'it has no steps at all');
    assert.deepEqual(stepsOf(component), steps);
    assert.deepEqual(stepsOf(make().component), steps);
  },

  'its steps are plain data': (make) => {
    for (const step of stepsOf(make().component)) {
      assert.deepEqual(JSON.parse(JSON.stringify(step)), step, `${refOf(step)} is not what JSON can hold`);
    }
  },

  'a step has a name that no other has': (make) => {
    const refs = stepsOf(make().component).map(refOf);
    assert.deepEqual(
      refs.filter((ref, index) => refs.indexOf(ref) !== index),
      [],
    );
  },

  'what a step needs or reads is a step of its own, or one that was offered': (make) => {
    const {component, offers} = make();
    const steps = stepsOf(component);
    const known = new Set([...steps.map(refOf), ...offers.flatMap(({needs}) => needs)]);
    for (const step of steps) {
      const unknown = linksOf(step).filter((ref) => !known.has(ref));
      assert.deepEqual(unknown, [], `${refOf(step)} needs what nobody declares`);
    }
  },

  'no step waits for itself, not even in a circle': (make) => {
    const steps = new Map(stepsOf(make().component).map((step) => [refOf(step), step]));
    for (const step of steps.values()) assertNoCircle(step, steps, []);
  },

  'argv holds words only: a secret goes by environment or input': (make) => {
    for (const {kind, key, args} of stepsOf(make().component)) {
      const {argv} = args as Partial<CommandArgs>;
      if (kind !== 'command' && kind !== 'service') continue;
      assert.ok(argv !== undefined && argv.length > 0, `${kind}:${key} has no argv`);
      const odd = argv.filter((word) => typeof word !== 'string' || word.includes('[object Object]'));
      assert.deepEqual(odd, [], `${kind}:${key} has more than words in its argv`);
    }
  },

  'what it makes is below the root, or says why not': (make) => {
    const {component, context} = make();
    for (const {kind, args, why} of stepsOf(component)) {
      const {path} = args as {path?: string};
      if (!KINDS_WITH_PATH.includes(kind) || path === undefined || why !== undefined) continue;
      assert.ok(path.startsWith(`${context.paths.root}/`), `${kind} ${path} is outside of ${context.paths.root}`);
    }
  },

  'a file with a secret, and key material, is not for everybody': (make) => {
    for (const {kind, args} of stepsOf(make().component)) {
      if (kind !== 'key-file' && !(kind === 'file' && holdsSecret(args as unknown as FileArgs))) continue;
      const {mode, path} = args as unknown as FileArgs;
      assert.equal(mode & OTHERS_MAY_READ, 0, `everybody may read ${path}`);
    }
  },

  'a secret that is used was declared': (make) => {
    const {component, context} = make();
    stepsOf(component);
    component.environment();
    const declared = component.secrets().map(({name}) => name);
    assert.deepEqual(
      [...context.asked.secrets].filter((name) => !declared.includes(name)),
      [],
    );
  },

  'a service says how to tell that it is ready': (make) => {
    for (const {kind, key, args} of stepsOf(make().component)) {
      if (kind !== 'service') continue;
      assert.ok((args as unknown as ServiceArgs).health, `service ${key} has no health`);
    }
  },

  'an endpoint is an address': (make) => {
    for (const {name, url} of make().component.endpoints()) assert.ok(URL.canParse(url), `${name}: ${url}`);
  },
};

export function stepsOf(component: Component): readonly StepDraft[] {
  return PHASES.flatMap((phase) => component[phase]());
}

function refOf({kind, key}: StepDraft): string {
  return `${kind}:${key}`;
}

function linksOf({needs = [], reads = []}: StepDraft): readonly string[] {
  return [...needs, ...reads];
}

function assertNoCircle(step: StepDraft, steps: ReadonlyMap<string, StepDraft>, above: readonly string[]): void {
  const ref = refOf(step);
  assert.ok(!above.includes(ref), `${[...above, ref].join(' needs ')}`);
  for (const link of linksOf(step)) {
    const next = steps.get(link);
    if (next !== undefined) assertNoCircle(next, steps, [...above, ref]);
  }
}

function holdsSecret({content}: FileArgs): boolean {
  if (typeof content !== 'object' || !('template' in content)) return secretsIn(content).length > 0;
  const texts: Text[] = [];
  const note = (text: Text): string => String(texts.push(text));
  for (const value of Object.values(content.parameters)) resolveTemplateValue(value, note);
  return texts.some((text) => secretsIn(text).length > 0);
}
