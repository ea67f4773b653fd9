#!/usr/bin/env node
import * as nodeModule from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`devstack needs Node.js 22.18 or newer; this is ${process.version} (${process.execPath})\n`);
  process.exit(2);
}
nodeModule.enableCompileCache?.();
const {main} = await import('../bundle/index.js');
await main(import.meta.url);
