import {definePlugin} from '@devstack/sdk';

export default definePlugin({runner: {fork: async () => (await import('./fork-runner.ts')).ForkRunner}});
