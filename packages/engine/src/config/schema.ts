import type {Kind, OptionDeclaration, OptionDeclarations} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import {CORE_OPTIONS, PASSWORDS, RUNNERS} from './core-options.ts';

/** Which sections and options there are. */
export interface Schema {
  readonly sections: ReadonlyMap<string, OptionDeclarations>;
  /** Sections of plugins that cannot be used: nothing is known about their options, and nothing is said about them. */
  readonly unreadable: ReadonlySet<string>;
  readonly components: readonly string[];
}

const WITH_SECTION: readonly Kind[] = ['component', 'runner', 'packager', 'downloader', 'uploader'];

export function readSchema(registry: Registry): Schema {
  const affected = registry.problems().flatMap((problem) => problem.affected);
  const unreadable = new Set(affected.map(({name}) => name));
  const sections = new Map<string, OptionDeclarations>(Object.entries(CORE_OPTIONS));
  for (const kind of WITH_SECTION) {
    for (const name of registry.names(kind)) {
      if (affected.some((it) => it.kind === kind && it.name === name)) continue;
      sections.set(name, {...registry.describe(kind, name).provided.options, ...sections.get(name)});
    }
  }
  return {sections, unreadable, components: registry.names('component')};
}

export function declarationOf(schema: Schema, section: string, option: string): OptionDeclaration | undefined {
  if (section === PASSWORDS) return {type: 'string', summary: 'a secret', secret: true};
  if (section === RUNNERS) return {type: 'string', summary: 'the runner of a component or service'};
  const options = schema.sections.get(section);
  return options !== undefined && Object.hasOwn(options, option) ? options[option] : undefined;
}
