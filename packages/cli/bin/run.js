#!/usr/bin/env node
// Nothing here may need a recent Node: an old one must come as far as the sentence that says so.
import * as nodeModule from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
const words = process.argv.slice(2);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`devstack needs Node.js 22.18 or newer; this is ${process.version} (${process.execPath})\n`);
  process.exitCode = 2;
} else if (words.length === 1 && ['--version', '-V', 'version'].includes(words[0])) {
  const {name, version} = nodeModule.createRequire(import.meta.url)('../package.json');
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  // Beside the program: what is compiled goes when the program goes, and nothing is left in /tmp.
  nodeModule.enableCompileCache(`${import.meta.dirname}/../.compile-cache`);
  void import('../bundle/index.js').then(({main}) => main());
}
