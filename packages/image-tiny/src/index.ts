import {definePlugin} from '@devstack/sdk';

export default definePlugin({downloader: {tiny: async () => (await import('./tiny-image.ts')).TinyImage}});
