import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {nova: async () => (await import('./nova.ts')).Nova},
  step: {
    flavor: async () => (await import('./flavor-step.ts')).FlavorStep,
    'running-servers': async () => (await import('./running-servers-step.ts')).RunningServersStep,
    'compute-host': async () => (await import('./compute-host-step.ts')).ComputeHostStep,
  },
  check: {nova: async () => (await import('./nova-check.ts')).NovaCheck},
});
