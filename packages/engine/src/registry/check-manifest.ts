import type {Kind, Kinds} from '@devstack/sdk';
import {CORE_OPTIONS, PASSWORDS, RUNNERS} from '../config/core-options.ts';
import {optionFaults} from './check-option.ts';
import {didYouMean} from './did-you-mean.ts';
import {describeValue, type Fault, isRecord, objectFaults, textFault} from './json-shape.ts';

const KINDS: Readonly<Record<keyof Kinds, true>> = {
  component: true,
  runner: true,
  packager: true,
  downloader: true,
  uploader: true,
  step: true,
  check: true,
};
const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];
const ORIGINS = ['pypi', 'git', 'distro'];
/** Sections of the configuration that are devstack's own; those of plugins have the names of what they provide. */
const RESERVED = [...Object.keys(CORE_OPTIONS), PASSWORDS, RUNNERS, 'auto'];
const PROVIDER_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const RELATIVE_PATH = /^\.(?!.*\/\.\.(\/|$))\/./;

/** Everything in a manifest that is not as the contract says, in the order in which it stands there. */
export function manifestFaults(manifest: unknown): readonly Fault[] {
  if (!isRecord(manifest)) return [{path: 'devstack', expected: 'an object', found: describeValue(manifest)}];
  return [
    ...objectFaults(manifest, 'devstack', ['api', 'entry', 'conf', 'provides']),
    ...pathFault(manifest.entry, 'devstack.entry'),
    ...(manifest.conf === undefined ? [] : pathFault(manifest.conf, 'devstack.conf')),
    ...providesFaults(manifest.provides),
  ];
}

function pathFault(value: unknown, path: string): readonly Fault[] {
  if (typeof value === 'string' && RELATIVE_PATH.test(value)) return [];
  return [{path, expected: "a path inside the package that begins with './'", found: describeValue(value)}];
}

function providesFaults(provides: unknown): readonly Fault[] {
  const path = 'devstack.provides';
  if (!isRecord(provides)) return [{path, expected: 'an object', found: describeValue(provides)}];
  return [
    ...objectFaults(provides, path, KIND_NAMES),
    ...KIND_NAMES.flatMap((kind) => (provides[kind] === undefined ? [] : kindFaults(kind, provides[kind]))),
  ];
}

function kindFaults(kind: Kind, named: unknown): readonly Fault[] {
  const path = `devstack.provides.${kind}`;
  if (!isRecord(named)) return [{path, expected: 'an object', found: describeValue(named)}];
  return Object.entries(named).flatMap(([name, provided]) => [
    ...(kind !== 'step' && RESERVED.includes(name)
      ? [{path: `${path}.${name}`, expected: `another name than ${RESERVED.join(', ')}`, found: `'${name}'`}]
      : []),
    ...(PROVIDER_NAME.test(name)
      ? []
      : [{path: `${path}.${name}`, expected: 'a name of lower-case letters, digits and dashes', found: `'${name}'`}]),
    ...providedFaults(kind, provided, `${path}.${name}`),
  ]);
}

const KEYS: Readonly<Record<Kind, readonly string[]>> = {
  component: ['summary', 'privileged', 'options', 'capabilities', 'subsystems', 'origins'],
  runner: ['summary', 'privileged', 'options', 'preference', 'namespaces'],
  packager: ['summary', 'privileged', 'options'],
  downloader: ['summary', 'privileged', 'options', 'schemes'],
  uploader: ['summary', 'privileged', 'options'],
  step: ['summary', 'privileged', 'host'],
  check: ['summary', 'privileged', 'component', 'state', 'console', 'host'],
};

function providedFaults(kind: Kind, provided: unknown, path: string): readonly Fault[] {
  if (!isRecord(provided)) return [{path, expected: 'an object', found: describeValue(provided)}];
  return [
    ...objectFaults(provided, path, KEYS[kind]),
    ...textFault(provided.summary, `${path}.summary`),
    ...clauseFaults(provided.privileged, `${path}.privileged`),
    ...optionsFaults(provided.options, `${path}.options`),
    ...listFaults(provided.capabilities, `${path}.capabilities`),
    ...listFaults(provided.schemes, `${path}.schemes`),
    ...listFaults(provided.origins, `${path}.origins`, ORIGINS),
    ...switchFault(provided.state, `${path}.state`),
    ...switchFault(provided.console, `${path}.console`),
    ...switchFault(provided.namespaces, `${path}.namespaces`),
    ...hostFault(provided.host, `${path}.host`),
    ...numberFault(provided.preference, `${path}.preference`),
    ...clauseFaults(provided.subsystems, `${path}.subsystems`),
  ];
}

function optionsFaults(options: unknown, path: string): readonly Fault[] {
  if (options === undefined) return [];
  if (!isRecord(options)) return [{path, expected: 'an object', found: describeValue(options)}];
  return Object.entries(options).flatMap(([name, option]) => optionFaults(name, option, `${path}.${name}`));
}

/** A line of text for each name. */
function clauseFaults(clauses: unknown, path: string): readonly Fault[] {
  if (clauses === undefined) return [];
  if (!isRecord(clauses)) return [{path, expected: 'an object', found: describeValue(clauses)}];
  return Object.entries(clauses).flatMap(([name, clause]) => textFault(clause, `${path}.${name}`));
}

function switchFault(value: unknown, path: string): readonly Fault[] {
  if (value === undefined || typeof value === 'boolean') return [];
  return [{path, expected: 'true or false', found: describeValue(value)}];
}

function hostFault(value: unknown, path: string): readonly Fault[] {
  if (value === undefined || value === 'machine') return [];
  return [{path, expected: "'machine', or nothing", found: describeValue(value)}];
}

function numberFault(value: unknown, path: string): readonly Fault[] {
  if (value === undefined || (typeof value === 'number' && value > 0)) return [];
  return [{path, expected: 'a number above 0', found: describeValue(value)}];
}

function listFaults(list: unknown, path: string, allowed?: readonly string[]): readonly Fault[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{path, expected: 'a list of names', found: describeValue(list)}];
  return list.flatMap((item: unknown, index) => {
    if (typeof item !== 'string') return textFault(item, `${path}[${index}]`);
    if (allowed === undefined || allowed.includes(item)) return [];
    return [
      {
        path: `${path}[${index}]`,
        expected: `one of ${allowed.join(', ')}`,
        found: `'${item}'${didYouMean(item, allowed)}`,
      },
    ];
  });
}
