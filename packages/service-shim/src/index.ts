export type * from './shim-commands.ts';
export * from './shim-runner.ts';
