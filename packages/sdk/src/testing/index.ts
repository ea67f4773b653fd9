export * from './contract.ts';
export * from './test-host.ts';
