import type {Json} from '@devstack/sdk';
import type {Setting} from './layer.ts';

/** An option of a service's own file: `conf.DEFAULT.debug` of section nova. */
export interface FileOption {
  /** `conf` or the name of a file without its ending. */
  readonly file: string;
  readonly group: string;
  readonly option: string;
}

// Names of groups may have dots, those of files and options have none.
const FORM = /^([\w-]+)\.([^\s[\]]+)\.([\w-]+)$/;

export function parseFileOption(name: string): FileOption | undefined {
  const match = FORM.exec(name);
  return match === null ? undefined : {file: match[1]!, group: match[2]!, option: match[3]!};
}

/** In YAML and JSON they are maps: `conf: {DEFAULT: {debug: true}}`. */
export function spreadFileOptions(setting: Setting): readonly Setting[] {
  return leavesOf(setting.value, setting.option).map(({name, value}) => {
    const origin = setting.places?.[name.slice(setting.option.length + 1)] ?? setting.origin;
    return {...setting, option: name, value, origin};
  });
}

function leavesOf(value: Json, name: string): readonly {readonly name: string; readonly value: Json}[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{name, value}];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item ?? null, `${name}.${key}`));
}
