import {combineErrors, type DevstackError, privilegeOf, type Step, type StepRef} from '@devstack/sdk';
import type {Registry} from '../registry/registry.ts';
import {unannounced} from '../registry/unannounced.ts';

/**
 * Throws when a component plans something as root that its manifest does not announce: nobody has agreed to that.
 * @param agreed steps that the user's own files ask for
 */
export function checkPrivileges(
  steps: readonly Step[],
  registry: Registry,
  root: string,
  agreed: ReadonlySet<StepRef>,
): void {
  const found = new Map<string, DevstackError>();
  for (const step of steps) {
    const [component = ''] = step.components;
    const privilege = privilegeOf(step, root);
    if (privilege === undefined || agreed.has(step.id)) continue;
    const {plugin, provided} = registry.describe('component', component);
    if (provided.privileged?.[privilege] !== undefined) continue;
    const place = {kind: 'component', name: component, plugin} as const;
    found.set(`${component} ${privilege}`, unannounced(place, `plans ${step.id} as root`, privilege));
  }
  if (found.size > 0) throw combineErrors([...found.values()]);
}
