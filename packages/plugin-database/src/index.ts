import {definePlugin} from '@devstack/sdk';

export default definePlugin({
  component: {database: async () => (await import('./database.ts')).Database},
  step: {
    database: async () => (await import('./database-step.ts')).DatabaseStep,
    'database-schema': async () => (await import('./schema-step.ts')).SchemaStep,
    'database-file': async () => (await import('./sqlite-file-step.ts')).SqliteFileStep,
    'database-cluster': async () => (await import('./cluster-step.ts')).ClusterStep,
  },
});
