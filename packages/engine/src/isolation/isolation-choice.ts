import {DevstackError, type Host, type Json} from '@devstack/sdk';
import type {Persona} from '../conf/persona.ts';
import type {Configuration} from '../config/configuration.ts';
import {cannotUse} from '../config/configuration-errors.ts';
import {parseNetwork} from '../host/ip-network.ts';
import {chooseNetwork} from './choose-network.ts';
import {readTaken} from './machine-network.ts';
import {whyNotHere} from './machine-support.ts';
import type {NamespacePlan} from './namespace-plan.ts';

export const ISOLATION = 'isolation';
const NONE = 'none';

/** What an earlier run has decided. */
export interface Decided {
  readonly choices: ReadonlyMap<string, Json>;
  readonly isInstalled: boolean;
}

export interface Wish {
  readonly machine: Host;
  readonly root: string;
  readonly configuration: Configuration;
  readonly persona: Persona;
  readonly decided: Decided;
  readonly note: (message: string) => void;
}

/** What the trace says; undefined: the cloud lives on the machine itself. */
export function recordedPlan(choices: ReadonlyMap<string, Json>): NamespacePlan | undefined {
  const recorded = choices.get(ISOLATION);
  return typeof recorded === 'object' ? (recorded as NamespacePlan) : undefined;
}

export function isolationRecord(plan: NamespacePlan | undefined): Json {
  return plan ?? NONE;
}

/**
 * Whether the cloud gets namespaces of its own: as the option says, `auto` as it was made, then as the persona says. Where it is already, it
 * stays: its addresses are written down in many places.
 */
export async function chooseIsolation(wish: Wish): Promise<NamespacePlan | undefined> {
  const {configuration, persona, decided} = wish;
  const asked = configuration.get('default', ISOLATION) ?? 'auto';
  const recorded = recordedPlan(decided.choices);
  if (decided.isInstalled) {
    const current = recorded === undefined ? NONE : 'namespace';
    if (asked !== 'auto' && asked !== current) throw cannotMove(wish, current);
    return recorded;
  }
  const wanted = asked === 'auto' ? (persona.isolation ?? NONE) : asked;
  if (wanted === NONE) return undefined;
  const why = await whyNotHere(wish.machine);
  if (why === undefined) return recorded ?? choosePlan(wish);
  if (asked !== 'auto') throw refuse(wish, why);
  wish.note(`the cloud gets no namespaces of its own, because ${why}`);
  return undefined;
}

async function choosePlan({machine, root, configuration}: Wish): Promise<NamespacePlan> {
  const range = configuration.get('default', 'isolation_network')!;
  const setting = {section: 'default', option: 'isolation_network'};
  const origin = configuration.origin('default', 'isolation_network');
  if ((parseNetwork(range)?.length ?? 32) > 30)
    throw cannotUse(
      {...setting, origin},
      `expected a network such as 10.231.0.0/16, found ${range}`,
      'DEVSTACK_ERR_CONFIG_VALUE',
    );
  const plan = chooseNetwork(root, range, await readTaken(machine));
  if (plan !== undefined) return plan;
  throw cannotUse(
    {...setting, origin},
    `everything in ${range} is in use on this machine`,
    'DEVSTACK_ERR_UNSUPPORTED',
    ['name another network: --set default.isolation_network=10.99.0.0/16'],
  );
}

function refuse({configuration}: Wish, why: string): DevstackError {
  const origin = configuration.origin('default', ISOLATION);
  return new DevstackError(`cannot give the cloud namespaces of its own (default.isolation, ${origin}): ${why}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: [
      'run the same command as root on a machine that has them',
      'or do without: --set default.isolation=none',
    ],
  });
}

function cannotMove({configuration, root}: Wish, current: string): DevstackError {
  const origin = configuration.origin('default', ISOLATION);
  return new DevstackError(
    `cannot change default.isolation (${origin}) to ${configuration.get('default', ISOLATION)}: the cloud in ${root} was made with ${current}`,
    {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: ['devstack uninstall, then the same command', 'or another cloud beside it: --directory DIRECTORY'],
    },
  );
}
