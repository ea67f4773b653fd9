import path from 'node:path';
import type {Json} from '@devstack/sdk';
import {describeLocated, type Located, type LocatedMap, placeOf, placesOf, toJson} from '../conf/located.ts';
import {parseYaml} from '../conf/parse-yaml.ts';
import {parseIni} from './ini-syntax.ts';
import type {LayerProblem, LayerReading, Setting} from './layer.ts';

/** The settings in a configuration file: INI when its name ends in `.ini`, else YAML, of which JSON is a part. */
export function readLayer(file: string, content: string): LayerReading {
  if (file.endsWith('.ini')) return readIniLayer(file, content);
  const reading = parseYaml(content, file);
  if ('problems' in reading) {
    return {settings: [], problems: reading.problems.map(({line, message}) => ({origin: `${file}:${line}`, message}))};
  }
  const root = path.basename(file) === 'package.json' ? devstackOf(reading.root) : reading.root;
  return root === undefined ? {settings: [], problems: []} : readLocatedLayer(root);
}

function readIniLayer(file: string, content: string): LayerReading {
  const {entries, problems} = parseIni(content);
  return {
    settings: entries.map(({section, option, value, line}) => setting(file, line, section, option, value)),
    problems: problems.map(({line, message}) => ({origin: `${file}:${line}`, message})),
  };
}

function devstackOf(root: Located | undefined): Located | undefined {
  return root?.kind === 'map' ? root.entries.get('devstack') : undefined;
}

function readLocatedLayer(root: Located): LayerReading {
  if (root.kind !== 'map') return {settings: [], problems: [expectedMap(root, 'sections')]};
  const settings: Setting[] = [];
  const problems: LayerProblem[] = [];
  for (const [section, options] of root.entries) {
    if (options.kind === 'map') settings.push(...readSection(section, options));
    else if (describeLocated(options) !== 'nothing')
      problems.push(expectedMap(options, `options of section '${section}'`));
  }
  return {settings, problems};
}

function expectedMap(located: Located, what: string): LayerProblem {
  return {origin: placeOf(located), message: `expected a map of ${what}, found ${describeLocated(located)}`};
}

function readSection(section: string, options: LocatedMap): readonly Setting[] {
  return [...options.entries].map(([option, value]) => setting(value.file, value.line, section, option, value));
}

function setting(file: string, line: number, section: string, option: string, value: string | Located): Setting {
  return {
    section,
    option,
    value: typeof value === 'string' ? value : settingValue(value),
    origin: `${file}:${line}`,
    ...(typeof value === 'string' ? {} : placesOf(value)),
    interpreted: true,
    directory: path.dirname(file),
  };
}

/** Scalars as they are written, because the option's declaration says what they are: `010` is no number here. */
function settingValue(located: Located): Json {
  if (located.kind === 'scalar') return located.value === null ? null : located.source;
  return located.kind === 'list' ? located.items.map(settingValue) : toJson(located);
}
