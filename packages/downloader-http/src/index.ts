import {definePlugin} from '@devstack/sdk';

export default definePlugin({downloader: {http: async () => (await import('./http-downloader.ts')).HttpDownloader}});
