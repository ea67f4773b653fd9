import {definePlugin} from '@devstack/sdk';

export default definePlugin({component: {database: async () => (await import('./database.ts')).Database}});
