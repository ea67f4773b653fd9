import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {placement: async () => (await import('./placement.ts')).Placement},
  check: {placement: async () => (await import('./placement-check.ts')).PlacementCheck},
});
