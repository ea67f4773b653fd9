import {definePlugin} from '@devstack/sdk';

export default definePlugin({runner: {upstart: async () => (await import('./upstart-runner.ts')).UpstartRunner}});
