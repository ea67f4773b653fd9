import type {Registry} from '../registry/registry.ts';

/** The plugin that provides a component, or undefined. */
export function pluginOfComponent(registry: Registry, component: string): string | undefined {
  return registry.has('component', component) ? registry.describe('component', component).plugin.name : undefined;
}

/** The plugin that provides what a section of a distro file is about. */
export function pluginOfSection(registry: Registry, name: string): string | undefined {
  const own = pluginOfComponent(registry, name);
  return own ?? (registry.has('runner', name) ? registry.describe('runner', name).plugin.name : undefined);
}

/** The subsystems that a component's manifest lists. */
export function subsystemsOf(registry: Registry, component: string): readonly string[] {
  if (!registry.has('component', component)) return [];
  return Object.keys(registry.describe('component', component).provided.subsystems ?? {});
}
