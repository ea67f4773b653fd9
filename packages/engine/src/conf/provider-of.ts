import type {Registry} from '../registry/registry.ts';

/** The plugin that provides a component, or undefined. */
export function pluginOfComponent(registry: Registry, component: string): string | undefined {
  return registry.has('component', component) ? registry.describe('component', component).plugin.name : undefined;
}
