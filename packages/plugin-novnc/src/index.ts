import {definePlugin} from '@devstack/sdk';

export default definePlugin({component: {novnc: async () => (await import('./novnc.ts')).NoVnc}});
