import {PASSWORDS} from './core-options.ts';
import type {Setting} from './layer.ts';

const NAME = /^DEVSTACK_([A-Z0-9_]*?[A-Z0-9])__([A-Z0-9_]+)$/;

/**
 * `DEVSTACK_SECTION__OPTION`; dashes of a name become underscores. A secret: `DEVSTACK_PASSWORDS__KEYSTONE__ADMIN_PASSWORD`.
 * @param sections the names that exist
 */
export function readEnvironmentLayer(
  variables: Readonly<Record<string, string | undefined>>,
  sections: Iterable<string>,
  cwd: string,
): readonly Setting[] {
  const names = new Map([...sections].map((name) => [variableName(name), name]));
  return Object.entries(variables).flatMap(([variable, value]) => {
    const match = NAME.exec(variable);
    if (match === null || value === undefined) return [];
    const [, section = '', option = ''] = match;
    return [
      {
        section: names.get(section) ?? section.toLowerCase(),
        option: section === variableName(PASSWORDS) ? passwordName(option, names) : option.toLowerCase(),
        value,
        origin: `environment ${variable}`,
        interpreted: false,
        directory: cwd,
      },
    ];
  });
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function passwordName(option: string, sections: ReadonlyMap<string, string>): string {
  const [component = '', ...rest] = option.split('__');
  return [sections.get(component) ?? component.toLowerCase(), ...rest.map((part) => part.toLowerCase())].join('.');
}
