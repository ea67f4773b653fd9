import {definePlugin} from '@devstack/sdk';

export default definePlugin({component: {clients: async () => (await import('./clients.ts')).Clients}});
