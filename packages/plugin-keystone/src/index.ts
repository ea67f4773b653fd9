import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {keystone: async () => (await import('./keystone.ts')).Keystone},
  step: {
    catalog: async () => (await import('./catalog-step.ts')).CatalogStep,
    'clouds-entry': async () => (await import('./clouds-entry-step.ts')).CloudsEntryStep,
  },
  check: {keystone: async () => (await import('./keystone-check.ts')).KeystoneCheck},
});
