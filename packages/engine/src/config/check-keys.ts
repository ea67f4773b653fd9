import type {DevstackError} from '@devstack/sdk';
import {didYouMean, nearestName} from '../registry/did-you-mean.ts';
import {cannotUse} from './configuration-errors.ts';
import {PASSWORDS, RUNNERS} from './core-options.ts';
import {parseFileOption} from './file-option.ts';
import type {Setting} from './layer.ts';
import {findOldName, type OldNames} from './old-names.ts';
import {declarationOf, type Schema} from './schema.ts';

/** Why a setting sets nothing that exists; undefined when it does. */
export function checkKey(setting: Setting, schema: Schema, oldNames: OldNames): DevstackError | undefined {
  const {section, option} = setting;
  const old = formerName(setting, schema, oldNames);
  if (old !== undefined) return old;
  if (section === PASSWORDS) return checkPasswordName(setting, schema);
  if (section === RUNNERS) return checkComponent(setting, option.split('/', 1)[0]!, schema);
  const options = schema.sections.get(section);
  if (options !== undefined && isMisspelled(option, Object.keys(options)))
    return unknownOption(setting, Object.keys(options));
  if (schema.unreadable.has(section) || declarationOf(schema, section, option) !== undefined) return undefined;
  return options === undefined ? unknownSection(setting, schema) : unknownOption(setting, Object.keys(options));
}

/** `flavrs.tiny.ram` is meant for an option of the component rather than for a file named flavrs. */
function isMisspelled(option: string, known: readonly string[]): boolean {
  const file = parseFileOption(option)?.file;
  return file !== undefined && file !== 'conf' && nearestName(file, known) !== undefined;
}

/** Who comes from DEVSTACKpy is told what its options have become. A name that exists today is no old one. */
function formerName(setting: Setting, schema: Schema, oldNames: OldNames): DevstackError | undefined {
  const {section, option} = setting;
  if (section !== PASSWORDS && declarationOf(schema, section, option) !== undefined) return undefined;
  const old = findOldName(oldNames, section, option);
  if (old === undefined) return undefined;
  const why = 'now' in old ? `it is called ${old.now} now` : `there is no such option any more: ${old.gone}`;
  return cannotUse(setting, why, 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY');
}

function unknownSection(setting: Setting, schema: Schema): DevstackError {
  const {section} = setting;
  const known = [...schema.sections.keys(), PASSWORDS, RUNNERS];
  const suggestions = nearestName(section, known) === undefined ? [`devstack plugins install ${section}`] : [];
  const why = `there is no section '${section}'${didYouMean(section, known)}`;
  return cannotUse(setting, why, 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY', suggestions);
}

function unknownOption(setting: Setting, known: readonly string[]): DevstackError {
  const {section, option} = setting;
  const has = known.length === 0 ? 'it has none' : `it has ${[...known].sort().join(', ')}`;
  const meant = didYouMean(parseFileOption(option)?.file ?? option, known);
  const why = `section '${section}' has no option '${option}'${meant === '' ? `; ${has}` : meant}`;
  return cannotUse(setting, why, 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY');
}

function checkPasswordName(setting: Setting, schema: Schema): DevstackError | undefined {
  const [component = '', ...name] = setting.option.split('.');
  if (name.length === 0 || name.includes('')) {
    const why = `expected the name of a secret, component.name, found '${setting.option}'`;
    return cannotUse(setting, why, 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY');
  }
  return checkComponent(setting, component, schema);
}

function checkComponent(setting: Setting, component: string, schema: Schema): DevstackError | undefined {
  if (schema.components.includes(component) || schema.unreadable.has(component)) return undefined;
  const why = `there is no component '${component}'${didYouMean(component, schema.components)}`;
  return cannotUse(setting, why, 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY');
}
