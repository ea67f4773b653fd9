import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {neutron: async () => (await import('./neutron.ts')).Neutron},
  step: {
    network: async () => (await import('./network-step.ts')).NetworkStep,
    'ovn-database': async () => (await import('./ovn-database-step.ts')).OvnDatabaseStep,
    'ovn-chassis': async () => (await import('./ovn-chassis-step.ts')).OvnChassisStep,
  },
  check: {neutron: async () => (await import('./neutron-check.ts')).NeutronCheck},
});
