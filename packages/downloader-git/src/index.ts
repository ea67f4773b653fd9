import {definePlugin} from '@devstack/sdk';

export default definePlugin({downloader: {git: async () => (await import('./git-downloader.ts')).GitDownloader}});
