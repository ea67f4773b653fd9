import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {serveTarballs} from './tarball-registry.ts';

// node serve-packages.ts DIRECTORY: a registry on loopback of the tarballs there. Prints its address, and runs until it is ended.
const directory = process.argv[2]!;
const tarballs = readdirSync(directory).filter((file) => file.endsWith('.tgz'));
const {url} = await serveTarballs(tarballs.map((file) => join(directory, file)));
process.stdout.write(`${url}/\n`);
