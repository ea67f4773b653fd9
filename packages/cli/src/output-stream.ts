import type {Writable} from 'node:stream';

export interface Output {
  /** Aborted when nobody reads any more, or by `close`. */
  readonly closed: AbortSignal;
  /** Resolves when the reader has kept up. */
  write(text: string): Promise<void>;
  close(): void;
}

/** A stream that may be closed by its reader at any time, as `head` does; that is no error. */
export function openOutput(stream: Writable): Output {
  const closing = new AbortController();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closing.abort();
  });
  return {
    closed: closing.signal,
    async write(text) {
      if (stream.write(text) || closing.signal.aborted) return;
      await new Promise<void>((resolve) => {
        stream.once('drain', resolve);
        closing.signal.addEventListener('abort', () => resolve(), {once: true});
      });
    },
    close: () => closing.abort(),
  };
}
