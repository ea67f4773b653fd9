import type {PublishedPackage} from './package-registry.ts';

/** A component whose class does nothing, and which leaves a file when its code is loaded, if somebody wants to know. */
export function componentPlugin(
  name: string,
  component: string,
  version: string,
  changes: Partial<PublishedPackage> = {},
): PublishedPackage {
  return {
    name,
    version,
    type: 'module',
    oclif: {},
    devstack: {api: 1, entry: './index.js', provides: {component: {[component]: {summary: 'A component.'}}}},
    peerDependencies: {'@devstack/sdk': '^0.1.0'},
    peerDependenciesMeta: {'@devstack/sdk': {optional: true}},
    content: {'index.js': componentCode(component)},
    ...changes,
  };
}

export function componentCode(component: string, more = ''): string {
  return `import {writeFileSync} from 'node:fs';
import {Component, T} from '@devstack/sdk';
if (process.env.LOADED) writeFileSync(process.env.LOADED, '');
class Loaded extends Component {
  static inject = [T.component];
  ${more}
}
export default {component: {'${component}': async () => Loaded}};
`;
}
