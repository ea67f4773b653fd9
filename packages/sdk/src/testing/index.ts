export * from './component-contract.ts';
export * from './contract.ts';
export * from './downloader-contract.ts';
export * from './dying-host.ts';
export * from './fake-context.ts';
export * from './packager-contract.ts';
export * from './runner-contract.ts';
export * from './test-host.ts';
