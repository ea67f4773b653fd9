import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ComponentContext, Demand, DistroPart, Offer, Origin, ReleasePart} from '../component-context.ts';
import {DevstackError} from '../errors.ts';
import type {Ownership} from '../host.ts';
import type {Json, JsonObject} from '../json.ts';
import type {PluginManifest, Provided} from '../plugin.ts';
import type {TemplateContent} from '../step-kinds.ts';
import {resolveTemplateValue} from '../template-value.ts';
import {secret, type Text} from '../text.ts';

/** What a test may say about the surroundings of a component; all of it has a default but the name. */
export interface FakeContextSettings {
  readonly name: string;
  readonly origin?: Origin;
  readonly subsystems?: readonly string[];
  /** Absolute; `/opt/openstack` when missing. */
  readonly root?: string;
  /** Absolute path of the plugin's package: its templates, and the defaults of the options that its manifest declares. */
  readonly package?: string;
  readonly options?: Readonly<Record<string, Json>>;
  readonly distro?: Partial<DistroPart>;
  readonly release?: Partial<ReleasePart>;
  readonly address?: Pick<ComponentContext['address'], 'bind' | 'client'> & Partial<ComponentContext['address']>;
  readonly account?: Ownership;
  /** By capability and name, for example `database/keystone`. */
  readonly offers?: Readonly<Record<string, Offer>>;
  readonly demands?: readonly Demand[];
  /** What `examine` would have found. */
  readonly machine?: JsonObject;
}

/** A context that notes what a component asked for. */
export interface FakeContext extends ComponentContext {
  readonly asked: {readonly options: ReadonlySet<string>; readonly secrets: ReadonlySet<string>};
}

/**
 * The surroundings of a component, without an engine and without a machine.
 *
 * @example const keystone = new Keystone(fakeComponentContext({name: 'keystone', options: {port: 5000}}));
 */
export function fakeComponentContext(settings: FakeContextSettings): FakeContext {
  const {name, origin = 'pypi', root = '/opt/openstack', demands = []} = settings;
  const environment = origin === 'distro' ? '/usr' : join(root, 'venv');
  const asked = {options: new Set<string>(), secrets: new Set<string>()};
  return {
    name,
    origin,
    asked,
    subsystems: settings.subsystems ?? [],
    distro: {id: 'debian-12', packages: [], settings: {}, ...settings.distro},
    release: {series: '2026.2', requirements: [], settings: {}, ...settings.release},
    paths: pathsOf(root, name),
    python: {interpreter: '/usr/bin/python3', environment, script: (script) => join(environment, 'bin', script)},
    address: addressOf(settings),
    region: 'RegionOne',
    account: settings.account ?? {user: 'devstack', group: 'devstack'},
    machine: settings.machine ?? {},
    option: <Value extends Json = string>(option: string): Value => {
      asked.options.add(option);
      return optionOf(settings, option) as Value;
    },
    place: (option) => `${name}.${option} (default)`,
    template: (file, parameters) => readTemplate(settings.package, file, parameters),
    secret: (declared, encode) => {
      asked.secrets.add(declared);
      return secret(`${name}.${declared}`, encode);
    },
    offer: (capability, use) => offerOf(settings, `${capability}/${use}`),
    optionalOffer: (capability, use) => settings.offers?.[`${capability}/${use}`],
    demands: (capability) => demands.filter((demand) => demand.capability === capability),
  };
}

function addressOf({
  address = {bind: '127.0.0.1', client: '127.0.0.1'},
}: FakeContextSettings): ComponentContext['address'] {
  const {bind, client} = address;
  return {internal: {bind, client}, ...address};
}

function pathsOf(root: string, name: string): ComponentContext['paths'] {
  const within = (directory: string): string => join(root, directory, name);
  return {
    root,
    etc: within('etc'),
    data: within('data'),
    log: within('log'),
    run: within('run'),
    source: within('source'),
    cache: join(root, 'cache'),
  };
}

function optionOf({name, options = {}, package: directory}: FakeContextSettings, option: string): Json {
  const declared = directory === undefined ? undefined : readProvided(directory, name).options;
  const value = options[option] ?? declared?.[option]?.default;
  if (value !== undefined) return value;
  throw new DevstackError(`cannot configure ${name}: option ${name}.${option} has no value and no default`, {
    code: 'DEVSTACK_ERR_CONFIG_VALUE',
  });
}

function offerOf({name, offers = {}}: FakeContextSettings, use: string): Offer {
  const offer = offers[use];
  if (offer !== undefined) return offer;
  throw new DevstackError(`cannot give ${name} the ${use}: the test has no such offer`, {
    code: 'DEVSTACK_ERR_STEP_UNKNOWN',
  });
}

/** What the manifest of a plugin says about a component. @param directory of its package.json */
export function readProvided(directory: string, component: string): Provided {
  const {devstack} = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {devstack?: PluginManifest};
  const provided = devstack?.provides.component?.[component];
  if (provided !== undefined) return provided;
  throw new DevstackError(`cannot try ${component}: ${join(directory, 'package.json')} does not provide it`, {
    code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
  });
}

function readTemplate(directory = '', name: string, parameters: TemplateContent['parameters']): TemplateContent {
  const template = readFileSync(join(directory, 'conf', 'templates', name), 'utf8');
  if (name.endsWith('.hbs')) return {template, name, parameters};
  const missing = templateParameters(template).filter((parameter) => parameters[parameter] === undefined);
  if (missing.length === 0) return {template, name, parameters};
  throw new DevstackError(`cannot render template ${name}: parameter %${missing.join('%, %')}% is not set`, {
    code: 'DEVSTACK_ERR_TEMPLATE',
  });
}

/** Names of the `%NAME%` in a template, each once; `%%` is a percent sign. */
export function templateParameters(template: string): string[] {
  const found = [...template.matchAll(/%%|%([A-Z][A-Z0-9_]*)%/g)].flatMap(([, name]) => name ?? []);
  return [...new Set(found)];
}

/** The text of a template as a file of format `text` would have it, secrets as `•••`. */
export function renderTemplateForTest({template, parameters}: TemplateContent, show: (value: Text) => string): string {
  return template.replaceAll(/%%|%([A-Z][A-Z0-9_]*)%/g, (_, name?: string) =>
    name === undefined ? '%' : String(resolveTemplateValue(parameters[name] ?? '', show)),
  );
}
