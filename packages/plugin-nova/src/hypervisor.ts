import type {ComponentContext, Host, JsonObject, Problem, Use} from '@devstack/sdk';

export type Hypervisor = 'fake' | 'libvirt';

type Choice = Pick<ComponentContext, 'machine' | 'option' | 'distro'>;

/** Guests need mounts, network devices and files of theirs: only root can give them these. */
export async function examineMachine(host: Host): Promise<JsonObject> {
  return {root: (await host.facts()).uid === 0};
}

/** `auto` is real guests where they are possible. */
export function chooseHypervisor(choice: Choice): Hypervisor {
  const asked = choice.option<'auto' | Hypervisor>('hypervisor');
  if (asked !== 'auto') return asked;
  return whyNoGuests(choice) === undefined ? 'libvirt' : 'fake';
}

function whyNoGuests({machine, distro}: Choice): string | undefined {
  if (machine.root !== true) return 'real guests need root';
  const why = distro.settings['no-guests'];
  return typeof why === 'string' ? why : undefined;
}

/** With libvirt: where it is, and what others may have for guests. Each of the optional ones is a configuration file more. */
export function guestUses({name}: Pick<ComponentContext, 'name'>): readonly Use[] {
  const optional = ['switch', 'console'];
  return [
    {capability: 'hypervisor', name},
    {capability: 'network', name},
    ...optional.map((capability) => ({capability, name, optional: true})),
  ];
}

export function hypervisorNotes(choice: Choice): readonly string[] {
  if (chooseHypervisor(choice) === 'libvirt') return [];
  const why = choice.option('hypervisor') === 'auto' ? `, because ${whyNoGuests(choice)}` : '';
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
