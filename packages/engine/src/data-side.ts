import type {Container} from './registry/container.ts';

export * from './conf/conf-sources.ts';
export * from './conf/distro.ts';
export * from './conf/persona.ts';
export * from './conf/release.ts';
export type * from './config/configuration.ts';
export * from './config/load-configuration.ts';
export type {Container, Source} from './registry/container.ts';
export type {PluginProblem} from './registry/plugin-problem.ts';
export * from './registry/registry.ts';
export * from './secrets/secret-book.ts';
export * from './templates/open-template.ts';
export * from './templates/render-template.ts';
export * from './templates/template-parameters.ts';

/** Loads the container's library only when something is to be constructed. */
export async function createContainer(): Promise<Container> {
  return (await import('./registry/container.ts')).createContainer();
}
