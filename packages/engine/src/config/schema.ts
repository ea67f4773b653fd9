import type {Kind, OptionDeclaration, OptionDeclarations, Provided} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import {CORE_OPTIONS, PASSWORDS, RUNNERS} from './core-options.ts';
import {parseFileOption} from './file-option.ts';

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
      sections.set(name, {...optionsOf(registry.describe(kind, name).provided), ...sections.get(name)});
    }
  }
  return {sections, unreadable, components: registry.names('component')};
}

/** What has subsystems has an option that chooses among them. */
function optionsOf({options, subsystems}: Provided): OptionDeclarations | undefined {
  const names = Object.keys(subsystems ?? {});
  if (names.length === 0) return options;
  const summary = 'the parts of it that are wanted; what the persona says when not set';
  return {...options, subsystems: {type: 'list', summary, enum: names}};
}

const FILE_OPTION: OptionDeclaration = {type: 'string', summary: 'an option of a file of a service'};

export function declarationOf(schema: Schema, section: string, option: string): OptionDeclaration | undefined {
  if (section === PASSWORDS) return {type: 'string', summary: 'a secret', secret: true};
  if (section === RUNNERS) return {type: 'string', summary: 'the runner of a component or service'};
  const options = schema.sections.get(section);
  if (options !== undefined && Object.hasOwn(options, option)) return options[option];
  return schema.components.includes(section) && parseFileOption(option) !== undefined ? FILE_OPTION : undefined;
}
