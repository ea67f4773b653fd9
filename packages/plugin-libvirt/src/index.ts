import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {libvirt: async () => (await import('./libvirt.ts')).Libvirt},
  step: {guests: async () => (await import('./guests-step.ts')).GuestsStep},
});
