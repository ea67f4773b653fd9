import type {Component} from '../component.ts';
import type {ComponentContext} from '../component-context.ts';
import {DECLARATION_CASES} from './component-contract-declarations.ts';
import {type ComponentCase, STEP_CASES} from './component-contract-steps.ts';
import type {ContractCase} from './contract.ts';
import {type FakeContextSettings, fakeComponentContext, readProvided} from './fake-context.ts';

/** What a component is tried with. */
export interface ComponentTrial {
  readonly component: new (context: ComponentContext) => Component;
  /** As in the manifest. */
  readonly name: string;
  /** Absolute path of the plugin's package: its package.json and templates are read. */
  readonly package: string;
  /** The surroundings it must work in, by a name for the title: one for each origin, or what matters otherwise. */
  readonly surroundings: Readonly<Record<string, Omit<FakeContextSettings, 'name' | 'package'>>>;
}

/**
 * What every component must do: phases are pure, their steps are plain data that hang together, secrets stay out of
 * argv and of files for everybody, and what the manifest declares is what the code uses.
 *
 * @example
 * registerContract(test, componentContract({component: Swift, name: 'swift', package: new URL('..', import.meta.url).pathname,
 *   surroundings: {pypi: {origin: 'pypi'}}}));
 */
export function componentContract(trial: ComponentTrial): readonly ContractCase[] {
  const provided = readProvided(trial.package, trial.name);
  const subjects = Object.entries(trial.surroundings).map(([title, surroundings]) => ({
    title,
    make: () => make(trial, surroundings),
  }));
  const each = Object.entries(STEP_CASES).flatMap(([title, check]: [string, ComponentCase]) =>
    subjects.map((subject) => ({title: `${subject.title}: ${title}`, run: async () => check(subject.make)})),
  );
  const all = Object.entries(DECLARATION_CASES).map(([title, check]) => ({
    title,
    run: async () =>
      check(
        provided,
        subjects.map((subject) => subject.make()),
      ),
  }));
  return [...each, ...all];
}

function make(trial: ComponentTrial, surroundings: Omit<FakeContextSettings, 'name'>) {
  const context = fakeComponentContext({...surroundings, name: trial.name, package: trial.package});
  return {context, component: new trial.component(context), offers: Object.values(surroundings.offers ?? {})};
}
