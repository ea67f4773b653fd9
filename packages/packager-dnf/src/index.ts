import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  packager: {dnf: async () => (await import('./dnf-packager.ts')).DnfPackager},
});
