import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {swift: async () => (await import('./swift.ts')).Swift},
  check: {swift: async () => (await import('./swift-check.ts')).SwiftCheck},
});
