import {execFileSync} from 'node:child_process';
import {chmodSync, constants, copyFileSync, createReadStream, mkdirSync, openSync, watch} from 'node:fs';
import {open, rename, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {type Answer, StandInInit} from './stand-in-init.ts';

/**
 * A stand-in for upstart: `node init-daemon.ts DIRECTORY`. Makes in it `initctl`, `init` (job files), `log` and, when it listens, `pid`. Ended
 * like any program, it leaves its jobs running, which no upstart would: that is what a runner must be ready for.
 */
const directory = path.resolve(process.argv[2] ?? '');
const [jobs, logs, requests] = ['init', 'log', 'requests'].map((name) => path.join(directory, name)) as [
  string,
  string,
  string,
];

async function reply(file: string, {code, stdout, stderr}: Answer): Promise<void> {
  const lines = (from: 'stdout' | 'stderr', text: string): string[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => `${from} ${line}`);
  const text = [...lines('stdout', stdout), ...lines('stderr', stderr), `code ${code}`, ''].join('\n');
  try {
    const pipe = await open(file, constants.O_WRONLY | constants.O_NONBLOCK);
    await pipe.writeFile(text);
    await pipe.close();
  } catch (error) {
    // Who asked was ended.
    if (!['ENXIO', 'ENOENT', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

for (const one of [jobs, logs]) mkdirSync(one, {recursive: true});
copyFileSync(path.join(import.meta.dirname, 'initctl.sh'), path.join(directory, 'initctl'));
chmodSync(path.join(directory, 'initctl'), 0o755);
execFileSync('mkfifo', ['-m', '600', requests]);

const init = new StandInInit(jobs, logs);
init.reload();
watch(jobs, (_event, file) => {
  if (file?.endsWith('.conf')) init.reload();
});
const lines = createInterface({input: createReadStream('', {fd: openSync(requests, constants.O_RDWR)})});
lines.on('line', (line) => {
  const [file = '', ...words] = line.split('\x1f');
  void init.answer(words).then((answer) => reply(file, answer));
});
await writeFile(path.join(directory, 'pid.new'), `${process.pid}\n`);
await rename(path.join(directory, 'pid.new'), path.join(directory, 'pid'));
