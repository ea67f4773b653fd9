import {definePlugin} from '@devstack/sdk';

export default definePlugin({runner: {systemd: async () => (await import('./systemd-runner.ts')).SystemdRunner}});
