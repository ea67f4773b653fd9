import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {neutron: async () => (await import('./neutron.ts')).Neutron},
  step: {
    network: async () => (await import('./network-step.ts')).NetworkStep,
    'ovn-database': async () => (await import('./ovn-database-step.ts')).OvnDatabaseStep,
    'open-ports': async () => (await import('./open-ports-step.ts')).OpenPortsStep,
    'network-devices': async () => (await import('./network-devices-step.ts')).NetworkDevicesStep,
    'ovs-bridges': async () => (await import('./ovs-bridges-step.ts')).OvsBridgesStep,
    'ovn-chassis': async () => (await import('./ovn-chassis-step.ts')).OvnChassisStep,
  },
  check: {neutron: async () => (await import('./neutron-check.ts')).NeutronCheck},
});
