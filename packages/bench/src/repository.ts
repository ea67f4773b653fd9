import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../../..');

export const CLI = path.join(repository, 'packages/cli/bin/run.js');
export const KEYSTONE_LOCK = path.join(repository, 'packages/plugin-keystone/conf/releases/2026.2.lock');
export const RESULTS = path.join(repository, 'packages/bench/results');
