import {definePlugin} from '@devstack/sdk';

export default definePlugin({runner: {screen: async () => (await import('./screen-runner.ts')).ScreenRunner}});
