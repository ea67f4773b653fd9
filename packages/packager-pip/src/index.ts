import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  downloader: {pypi: async () => (await import('./pypi-downloader.ts')).PypiDownloader},
  step: {python: async () => (await import('./python-step.ts')).PythonStep},
});
