import {PassThrough} from 'node:stream';
import type {ReadStream} from 'node:tty';

/** Ctrl-], as telnet and virsh have it. */
const LEAVE = 0x1d;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What was typed before the key that leaves, if that is in it. */
export function splitAtLeave(piece: Uint8Array): {readonly typed: Uint8Array; readonly isLeft: boolean} {
  const at = piece.indexOf(LEAVE);
  return at < 0 ? {typed: piece, isLeft: false} : {typed: piece.subarray(0, at), isLeft: true};
}

/**
 * Every key that is pressed, as it is, until one leaves, a signal comes or the terminal is gone. `close` makes the terminal what it was; Node
 * itself does that too, however it ends but by SIGKILL.
 */
export class TerminalKeys {
  readonly typed = new PassThrough();
  isInterrupted = false;
  readonly #stdin: ReadStream;

  constructor(stdin: ReadStream) {
    this.#stdin = stdin;
    for (const name of SIGNALS) process.once(name, this.#onSignal);
    stdin.setRawMode(true).on('data', this.#onKeys).on('error', this.leave).once('end', this.leave);
  }

  readonly leave = (): void => {
    this.#stdin.off('data', this.#onKeys);
    this.typed.end();
  };

  close(): void {
    this.leave();
    this.#stdin.setRawMode(false).pause();
    for (const name of SIGNALS) process.off(name, this.#onSignal);
  }

  readonly #onKeys = (piece: Uint8Array): void => {
    const {typed, isLeft} = splitAtLeave(piece);
    this.typed.write(typed);
    if (isLeft) this.leave();
  };

  readonly #onSignal = (): void => {
    this.isInterrupted = true;
    this.leave();
  };
}
