import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {glance: async () => (await import('./glance.ts')).Glance},
  check: {glance: async () => (await import('./glance-check.ts')).GlanceCheck},
});
