import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  packager: {apt: async () => (await import('./apt-packager.ts')).AptPackager},
});
