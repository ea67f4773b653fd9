import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  packager: {pip: async () => (await import('./pip-packager.ts')).PipPackager},
  downloader: {pypi: async () => (await import('./pypi-downloader.ts')).PypiDownloader},
  step: {python: async () => (await import('./python-step.ts')).PythonStep},
});
