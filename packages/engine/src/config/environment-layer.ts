import {PASSWORDS, RUNNERS} from './core-options.ts';
import type {Setting} from './layer.ts';

const NAME = /^DEVSTACK_([A-Z0-9_]*?[A-Z0-9])__([A-Z0-9_]+)$/;

/**
 * `DEVSTACK_SECTION__OPTION`; dashes of a name become underscores. A secret: `DEVSTACK_PASSWORDS__KEYSTONE__ADMIN_PASSWORD`;
 * a runner: `DEVSTACK_RUNNERS__NOVA__COMPUTE`; an option of a file of a service: `DEVSTACK_NOVA__CONF__DEFAULT__DEBUG`.
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
        option: optionName(section, option, names),
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

function optionName(section: string, option: string, sections: ReadonlyMap<string, string>): string {
  if (section === variableName(PASSWORDS)) return passwordName(option, sections);
  if (section === variableName(RUNNERS)) return serviceName(option, sections);
  const [file = '', group, ...rest] = option.split('__').map((part) => part.toLowerCase());
  if (group === undefined || rest.length === 0) return option.toLowerCase();
  return [file, group === 'default' ? 'DEFAULT' : group, rest.join('__')].join('.');
}

function serviceName(option: string, sections: ReadonlyMap<string, string>): string {
  const [component = '', ...service] = option.split('__');
  const name = sections.get(component) ?? component.toLowerCase();
  return [name, ...service.map((part) => part.toLowerCase().replaceAll('_', '-'))].join('/');
}

function passwordName(option: string, sections: ReadonlyMap<string, string>): string {
  const [component = '', ...rest] = option.split('__');
  return [sections.get(component) ?? component.toLowerCase(), ...rest.map((part) => part.toLowerCase())].join('.');
}
