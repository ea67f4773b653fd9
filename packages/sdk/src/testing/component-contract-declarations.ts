import * as assert from 'node:assert/strict';
import type {Provided} from '../plugin.ts';
import {privilegeOf} from '../privilege.ts';
import type {FileArgs} from '../step-kinds.ts';
import {type Subject, stepsOf} from './component-contract-steps.ts';
import {templateParameters} from './fake-context.ts';

type DeclarationCase = (provided: Provided, subjects: readonly Subject[]) => void;

/** What is true of the manifest and of the component in all its surroundings together. */
export const DECLARATION_CASES: Readonly<Record<string, DeclarationCase>> = {
  'the options that it reads are those of its manifest, in all surroundings together': (provided, subjects) => {
    for (const {component} of subjects) useAll(component);
    const read = new Set(subjects.flatMap(({context}) => [...context.asked.options]));
    assert.deepEqual([...read].sort(), Object.keys(provided.options ?? {}).sort());
  },

  'an option has a summary, and a default of its type': (provided) => {
    for (const [name, {type, summary, default: value}] of Object.entries(provided.options ?? {})) {
      assert.match(summary, /\S/, `option ${name} has no summary`);
      if (value !== undefined) assert.ok(isOfType(value, type), `option ${name}: ${String(value)} is no ${type}`);
    }
  },

  'every origin of its manifest was tried': (provided, subjects) => {
    const tried = new Set<string>(subjects.map(({context}) => context.origin));
    assert.deepEqual(
      (provided.origins ?? ['distro']).filter((origin) => !tried.has(origin)),
      [],
    );
  },

  'what it does as root is in its manifest, and nothing else': (provided, subjects) => {
    const planned = subjects.flatMap(({component, context}) =>
      stepsOf(component).flatMap((step) => privilegeOf(step, context.paths.root) ?? []),
    );
    assert.deepEqual([...new Set(planned)].sort(), Object.keys(provided.privileged ?? {}).sort());
  },

  'what its manifest offers is answered, and comes after steps of its own': (provided, subjects) => {
    for (const capability of provided.capabilities ?? []) {
      const demands = subjects.flatMap(({context}) => context.demands(capability));
      assert.ok(demands.length > 0, `no surroundings have a demand for ${capability}`);
      for (const subject of subjects) assertOffers(subject, capability);
    }
  },

  'what it asks others for is used': (_, subjects) => {
    for (const {component, offers} of subjects) {
      const uses = component.uses();
      const needed = uses.filter(({optional}) => optional !== true);
      const isMatched = offers.length >= needed.length && offers.length <= uses.length;
      assert.ok(isMatched, `uses() has ${uses.length}, ${needed.length} of them needed, and the test ${offers.length}`);
    }
  },

  'a template is given what is in it, and nothing else': (_, subjects) => {
    for (const {component} of subjects) {
      for (const {kind, args} of stepsOf(component)) {
        const {content} = args as unknown as FileArgs;
        if (kind !== 'file' || typeof content !== 'object' || !('template' in content)) continue;
        if (content.name.endsWith('.hbs')) continue;
        const given = Object.keys(content.parameters).sort();
        assert.deepEqual(given, templateParameters(content.template).sort(), `template ${content.name}`);
      }
    }
  },
};

function useAll(component: Subject['component']): void {
  stepsOf(component);
  component.verify();
  component.endpoints();
  component.environment();
  component.uses();
}

function assertOffers({component, context}: Subject, capability: string): void {
  const refs = new Set(stepsOf(component).map(({kind, key}) => `${context.name}/${kind}:${key}`));
  for (const demand of context.demands(capability)) {
    const offer = component.offer(demand);
    assert.ok(Object.keys(offer.values).length > 0, `the offer for ${demand.name} has no values`);
    assert.deepEqual(JSON.parse(JSON.stringify(offer)), offer);
    assert.deepEqual(
      offer.needs.filter((ref) => !refs.has(ref)),
      [],
      `the offer for ${demand.name} needs what nobody declares`,
    );
  }
}

function isOfType(value: unknown, type: string): boolean {
  if (typeof value === 'string' && /\$[({]/.test(value)) return true;
  if (type === 'list') return Array.isArray(value);
  if (type === 'map') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer' || type === 'port') return Number.isInteger(value);
  return typeof value === (type === 'path' ? 'string' : type);
}
