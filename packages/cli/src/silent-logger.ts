import type {Logger} from '@oclif/core/interfaces';

const ignore = (): void => {};

/** oclif logs through the package `debug`, which costs milliseconds also when nobody listens. */
export const silentLogger: Logger = {
  namespace: 'oclif',
  child: () => silentLogger,
  debug: ignore,
  error: ignore,
  info: ignore,
  trace: ignore,
  warn: ignore,
};
