import {definePlugin} from '@devstack/sdk';

export default definePlugin({component: {keystone: async () => (await import('./keystone.ts')).Keystone}});
