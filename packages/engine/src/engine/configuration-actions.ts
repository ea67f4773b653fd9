import {DevstackError} from '@devstack/sdk';
import {CORE_OPTIONS} from '../config/core-options.ts';
import {jsonSchemaOf} from '../config/json-schema.ts';
import {type SampleFormat, type SampleSection, sampleFile} from '../config/sample-file.ts';
import {readSchema, type Schema} from '../config/schema.ts';
import {didYouMean} from '../registry/did-you-mean.ts';
import type {ConfigurationActions, ConfigurationReport, ConfiguredOption} from '../settings.ts';
import {readScene, type Session} from './session.ts';

export function configurationActions(session: Session): ConfigurationActions {
  const schema = readSchema(session.registry);
  return {
    list: async () => listOptions(session),
    get: async (key) => getOption(session, key),
    check: () => checkConfiguration(session),
    schema: async () => jsonSchemaOf(schema),
    sample: (format, schemaFile) => writeSample(session, schema, format, schemaFile),
  };
}

function listOptions({configuration}: Session): ConfiguredOption[] {
  return configuration.entries().map(({section, option, value, origin, secret}) => ({
    key: `${section}.${option}`,
    value: secret ? '•••' : (value ?? null),
    origin,
  }));
}

function getOption(session: Session, key: string): ConfiguredOption {
  const options = listOptions(session);
  const found = options.find((option) => option.key === key);
  if (found !== undefined) return found;
  const known = options.map((option) => option.key);
  throw new DevstackError(`cannot get configuration option ${key}: there is no such option${didYouMean(key, known)}`, {
    code: 'DEVSTACK_ERR_CONFIG_UNKNOWN_KEY',
    suggestions: ['devstack config show'],
  });
}

/** The files of conf that the configuration names are read as well: the persona, the distro, the release. */
async function checkConfiguration(session: Session): Promise<ConfigurationReport> {
  const {personaRef, distro, configuration, readRelease} = await readScene(session, undefined);
  const release = configuration.get('default', 'release');
  if (release) await readRelease(release);
  const set = configuration.entries().filter(({origin}) => origin !== 'default');
  return {persona: personaRef, distro: distro.name, options: set.length, places: placesOf(set)};
}

/** `/etc/x.ini:3` and `/etc/x.ini:9` are one place. */
function placesOf(entries: readonly {readonly origin: string}[]): string[] {
  return [...new Set(entries.map(({origin}) => origin.replace(/:\d+$/, '')))].sort();
}

async function writeSample(
  session: Session,
  {sections}: Schema,
  format: SampleFormat,
  schemaFile: string,
): Promise<string> {
  const {persona, personaRef} = await readScene(session, undefined);
  const names = [...Object.keys(CORE_OPTIONS), ...persona.components.map(({name}) => name)];
  const samples = names.map((name): SampleSection => ({name, options: sections.get(name) ?? {}, set: {}}));
  const wanted = samples.filter(({options}) => Object.keys(options).length > 0);
  const set = {persona: personaRef};
  return sampleFile(
    wanted.map((sample) => (sample.name === 'default' ? {...sample, set} : sample)),
    format,
    schemaFile,
  );
}
