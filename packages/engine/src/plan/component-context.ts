import path from 'node:path';
import {
  type ComponentContext,
  type Demand,
  DevstackError,
  type DistroPart,
  type Json,
  type JsonObject,
  type Offer,
  type Origin,
  type Ownership,
  type ReleasePart,
  secret,
} from '@devstack/sdk';
import type {Configuration} from '../config/configuration.ts';
import {openTemplate} from '../templates/open-template.ts';
import type {CapabilityMarket} from './capability-market.ts';

const LOOPBACK = '127.0.0.1';

/** What all components of a plan have in common. */
export interface PlanSurroundings {
  readonly root: string;
  readonly cache: string;
  readonly configuration: Configuration;
  readonly account: Ownership;
  readonly interpreter: string;
  readonly market: CapabilityMarket;
  /** The cloud has a loopback device of its own. */
  readonly isIsolated: boolean;
}

export interface ComponentChoice {
  readonly name: string;
  readonly subsystems: readonly string[];
  readonly origin: Origin;
  readonly distro: DistroPart;
  readonly release: ReleasePart;
  /** What its class has found on the machine. */
  readonly machine: JsonObject;
  /** `templates` directories, the user's first. */
  readonly templates: readonly string[];
}

export function createComponentContext(choice: ComponentChoice, around: PlanSurroundings): ComponentContext {
  const {name, origin} = choice;
  const {root, configuration, market} = around;
  const within = (directory: string): string => path.join(root, directory, name);
  const environment = environmentOf(choice, around);
  return {
    name,
    subsystems: choice.subsystems,
    origin,
    distro: choice.distro,
    release: choice.release,
    paths: {
      root,
      etc: within('etc'),
      data: within('data'),
      log: within('log'),
      run: within('run'),
      source: within('source'),
      cache: around.cache,
    },
    python: {
      interpreter: around.interpreter,
      environment,
      script: (script) => path.join(environment, 'bin', script),
    },
    address: addressOf(around),
    region: configuration.get('default', 'region') ?? 'RegionOne',
    account: around.account,
    machine: choice.machine,
    option: <Value extends Json = string>(option: string): Value => requireOption<Value>(configuration, name, option),
    place: (option, key) => `${name}.${option} (${configuration.origin(name, option, key)})`,
    template: (file, parameters) => openTemplate(choice.templates, file, parameters),
    secret: (declared, encode) => secret(`${name}.${declared}`, encode),
    offer: (capability, wanted): Offer => market.offer(name, capability, wanted),
    optionalOffer: (capability, wanted): Offer | undefined => market.optionalOffer(name, capability, wanted),
    demands: (capability): readonly Demand[] => market.demands(capability),
  };
}

function addressOf({configuration, isIsolated}: PlanSurroundings): ComponentContext['address'] {
  const bind = configuration.get('default', 'bind_address') ?? LOOPBACK;
  const client = configuration.get('default', 'client_address') ?? LOOPBACK;
  return {bind, client, internal: isIsolated ? {bind: LOOPBACK, client: LOOPBACK} : {bind, client}};
}

function environmentOf({name, origin}: ComponentChoice, {root, configuration}: PlanSurroundings): string {
  if (origin === 'distro') return '/usr';
  const isShared = configuration.get('python', 'environment') !== 'component';
  return isShared ? path.join(root, 'venv') : path.join(root, 'venv', name);
}

function requireOption<Value extends Json>(configuration: Configuration, section: string, option: string): Value {
  const value = configuration.get<Value>(section, option);
  if (value === undefined) {
    throw new DevstackError(`cannot configure ${section}: option ${section}.${option} has no value and no default`, {
      code: 'DEVSTACK_ERR_CONFIG_VALUE',
      suggestions: [`give it one, for example --set ${section}.${option}=...`],
    });
  }
  return value;
}
