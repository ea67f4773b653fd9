import path from 'node:path';
import {combineErrors, type DevstackError, type JsonObject, type Step} from '@devstack/sdk';
import type {ConfigurationEntry} from '../config/configuration.ts';
import {cannotUse} from '../config/configuration-errors.ts';
import {parseFileOption} from '../config/file-option.ts';
import {didYouMean} from '../registry/did-you-mean.ts';

/** `nova.conf.DEFAULT.debug = true`: an option that a user adds to a file of a service, without the component knowing of it. */
interface Addition {
  readonly component: string;
  /** `conf`: the files named after the component; else the name of a file without its ending. */
  readonly file: string;
  readonly group: string;
  readonly option: string;
  readonly value: string;
  readonly entry: ConfigurationEntry;
}

/** Files in the formats of oslo.config and INI get the options that the configuration adds to them. What uses such a file starts anew when it changes. */
export function addFileOptions(steps: readonly Step[], entries: readonly ConfigurationEntry[]): Step[] {
  const additions = entries.flatMap(readAddition);
  if (additions.length === 0) return [...steps];
  const present = new Set(steps.flatMap(({components}) => components));
  const wrong = additions.filter(({component}) => present.has(component)).flatMap((one) => problemOf(one, steps) ?? []);
  if (wrong.length > 0) throw combineErrors(wrong);
  return steps.map((step) => {
    const own = additions.filter((addition) => isFor(addition, step));
    if (own.length === 0) return step;
    const options = own.map(({group, option, value}) => ({group, option, value}));
    return {...step, args: {...(step.args as JsonObject), options}};
  });
}

function readAddition(entry: ConfigurationEntry): Addition[] {
  const parsed = parseFileOption(entry.option);
  if (parsed === undefined || entry.value === undefined) return [];
  return [{...parsed, component: entry.section, value: String(entry.value), entry}];
}

function problemOf({component, file, value, entry}: Addition, steps: readonly Step[]): DevstackError | undefined {
  if (/[\r\n\0]/.test(value)) return cannotUse(entry, 'expected a single line', 'DEVSTACK_ERR_CONFIG_VALUE');
  const files = [...new Set(steps.flatMap((step) => namesOf(component, step)))].sort();
  if (files.includes(file)) return undefined;
  const has = files.length === 0 ? 'it has none' : `it has ${files.join(', ')}`;
  const meant = didYouMean(file, files);
  const why = `${component} has no file '${file}' that takes options${meant === '' ? `; ${has}` : meant}`;
  return cannotUse(entry, why, 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY');
}

const isFor = ({component, file}: Addition, step: Step): boolean => namesOf(component, step).includes(file);

/** How a user names the file of a step: `ml2_conf` for ml2_conf.ini, `conf` for nova.conf and nova-compute1.conf. */
function namesOf(component: string, {kind, components, args}: Step): string[] {
  const {path: file, format} = args as {readonly path?: string; readonly format?: string};
  if (kind !== 'file' || file === undefined || !components.includes(component)) return [];
  if (format !== 'oslo' && format !== 'ini') return [];
  const {name} = path.parse(file);
  return [name === component || name.startsWith(`${component}-`) ? 'conf' : name];
}
