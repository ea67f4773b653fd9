export * from './contract.ts';
export * from './downloader-contract.ts';
export * from './packager-contract.ts';
export * from './test-host.ts';
