// The host runs programs to their end and hands over their output as text; what flows through here is gigabytes, and binary.
import {spawn} from 'node:child_process';
import type {Readable} from 'node:stream';
import {Transform} from 'node:stream';
import {createGunzip, createZstdDecompress} from 'node:zlib';
import {type Argv, DevstackError, type Host} from '@devstack/sdk';
import type {Compression} from './image-format.ts';

const MODULES = {xz: 'lzma', bz2: 'bz2'} as const;
const PROGRAMS: Readonly<Record<'xz' | 'bz2', Argv>> = {
  xz: ['xz', '--decompress', '--stdout', '--memlimit-decompress=1GiB'],
  bz2: ['bzip2', '--decompress', '--stdout'],
};
const PACKAGES = {xz: 'xz-utils', bz2: 'bzip2'} as const;
const MOST_BYTES = 1024 ** 4;
const UNSUSPECTED_BYTES = 2 * 1024 ** 3;
const HIGHEST_RATIO = 2_000;

/**
 * The program for xz and bzip2: the machine's own, else Python, which a machine with OpenStack has. Both decompress in C; a library in
 * JavaScript needs several times as long for an image, and the ones that wrap C must be compiled.
 */
export async function findDecompressor(host: Host, compression: 'xz' | 'bz2'): Promise<Argv> {
  const [program, ...options] = PROGRAMS[compression];
  const found = await host.which(program);
  if (found !== undefined) return [found, ...options];
  const python = await host.which('python3');
  const module = MODULES[compression];
  const code = `import ${module},shutil,sys;shutil.copyfileobj(${module}.open(sys.stdin.buffer),sys.stdout.buffer,1<<20)`;
  if (python !== undefined) return [python, '-c', code];
  throw new DevstackError(`cannot decompress an image: there is no program '${program}' here`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: [`apt-get install ${PACKAGES[compression]}`],
  });
}

/** The content without its compression. An error of the source or of the program ends it with that error. */
export async function decompress(host: Host, source: Readable, compression: Compression): Promise<Readable> {
  const counted = source.pipe(new CountBytes());
  source.on('error', (error) => counted.destroy(error));
  const plain =
    compression === 'gz'
      ? counted.pipe(createGunzip())
      : compression === 'zst'
        ? counted.pipe(createZstdDecompress())
        : pipeThrough(counted, await findDecompressor(host, compression));
  counted.on('error', (error) => plain.destroy(error));
  const limited = plain.pipe(new LimitBytes(counted));
  plain.on('error', (error) => limited.destroy(error));
  limited.on('close', () => {
    source.destroy();
    plain.destroy();
  });
  return limited;
}

class CountBytes extends Transform {
  bytes = 0;

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}

/** Ends what grows without bounds: an image of zeros is still far below a bomb. */
class LimitBytes extends Transform {
  readonly #source: CountBytes;
  #bytes = 0;

  constructor(source: CountBytes) {
    super();
    this.#source = source;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.#bytes += chunk.length;
    const isBomb = isTooMuch(this.#source.bytes, this.#bytes);
    if (isBomb)
      done(new Error(`it is a decompression bomb: more than ${this.#bytes} bytes out of ${this.#source.bytes}`));
    else done(null, chunk);
  }
}

export function isTooMuch(compressedBytes: number, bytes: number): boolean {
  return bytes > MOST_BYTES || (bytes > UNSUSPECTED_BYTES && bytes > compressedBytes * HIGHEST_RATIO);
}

function pipeThrough(source: Readable, [program, ...options]: Argv): Readable {
  const child = spawn(program, options, {stdio: ['pipe', 'pipe', 'pipe']});
  const output = child.stdout;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdin.on('error', () => undefined);
  source.pipe(child.stdin);
  const gate = new Transform({transform: (chunk, _, done) => done(null, chunk)});
  output.pipe(gate, {end: false});
  child.on('error', (error) => gate.destroy(error));
  child.on('close', (code) => {
    if (code === 0) gate.end();
    else gate.destroy(new Error(said.trim().split('\n').at(-1) || `${program} ended with ${code}`));
  });
  gate.on('close', () => child.kill('SIGKILL'));
  return gate;
}
