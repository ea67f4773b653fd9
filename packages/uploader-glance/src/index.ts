import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  uploader: {glance: async () => (await import('./glance-uploader.ts')).GlanceUploader},
  step: {image: async () => (await import('./image-step.ts')).ImageStep},
});
