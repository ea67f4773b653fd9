import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {cinder: async () => (await import('./cinder.ts')).Cinder},
  check: {cinder: async () => (await import('./cinder-check.ts')).CinderCheck},
});
