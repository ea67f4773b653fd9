import type {ComponentContext, Host, JsonObject, Problem, Use} from '@devstack/sdk';

export type Hypervisor = 'fake' | 'libvirt';

type Context = Pick<ComponentContext, 'name' | 'machine' | 'option'>;

/** Guests need mounts, network devices and files of theirs: only root can give them these. */
export async function examineMachine(host: Host): Promise<JsonObject> {
  return {root: (await host.facts()).uid === 0};
}

/** `auto` is real guests where they are possible. */
export function chooseHypervisor({machine, option}: Pick<Context, 'machine' | 'option'>): Hypervisor {
  const asked = option<'auto' | Hypervisor>('hypervisor');
  if (asked !== 'auto') return asked;
  return machine.root === true ? 'libvirt' : 'fake';
}

/** With libvirt: where it is, and what others may have for guests. Each of the optional ones is a configuration file more. */
export function guestUses({name}: Pick<Context, 'name'>): readonly Use[] {
  const optional = ['switch', 'console'];
  return [
    {capability: 'hypervisor', name},
    {capability: 'network', name},
    ...optional.map((capability) => ({capability, name, optional: true})),
  ];
}

export function hypervisorNotes(context: Context): readonly string[] {
  if (chooseHypervisor(context) === 'libvirt') return [];
  const why = context.option('hypervisor') === 'auto' ? ', because real guests need root' : '';
  return [`nova: the hypervisor is fake${why}: servers go through all their states, but nothing runs in them`];
}

export function hypervisorProblems(
  hypervisor: Hypervisor,
  computes: number,
  drivers: Readonly<Record<string, string>>,
): readonly Problem[] {
  const known = Object.keys(drivers).join(', ');
  if (drivers[hypervisor] === undefined) {
    const message = `the hypervisor ${hypervisor} is not supported in this release, only ${known}`;
    return [{message, suggestion: '--set nova.hypervisor=fake'}];
  }
  if (hypervisor === 'fake' || computes === 1) return [];
  const message = `${computes} computes cannot share one libvirt, and a machine has one`;
  return [{message, suggestion: '--set nova.computes=1, or --set nova.hypervisor=fake to try the scheduler'}];
}
