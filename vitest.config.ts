import {defineConfig} from 'vitest/config';

const conditions = ['devstack-source'];
const shared = {
  ssr: {resolve: {conditions, externalConditions: conditions}},
  resolve: {conditions},
};

export default defineConfig({
  test: {
    reporters: ['default', './packages/conventions/src/closing-line-reporter.ts'],
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          sequence: {groupOrder: 0},
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['packages/e2e/**'],
          pool: 'forks',
          disableConsoleIntercept: true,
          testTimeout: 20_000,
          globalSetup: ['packages/conventions/src/test-directory.ts'],
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['packages/e2e/src/**/*.test.ts'],
          pool: 'forks',
          // Two machines at a time: half of what a lab does is waiting.
          maxWorkers: 2,
          // After the unit tests, which load both cores.
          sequence: {groupOrder: 1},
          disableConsoleIntercept: true,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          globalSetup: ['packages/e2e/src/base-root.ts'],
        },
      },
    ],
  },
});
