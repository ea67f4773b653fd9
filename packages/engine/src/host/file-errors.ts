import {DevstackError, type ErrorCode} from '@devstack/sdk';

const EXPLAINED: Readonly<Record<string, {code: ErrorCode; reason: string; suggestion?: string}>> = {
  ENOSPC: {
    code: 'DEVSTACK_ERR_DISK_FULL',
    reason: 'no space left on the disk',
    suggestion: 'free some space (df -h shows where), then run the same command again',
  },
  EDQUOT: {
    code: 'DEVSTACK_ERR_DISK_FULL',
    reason: 'the disk quota is used up',
    suggestion: 'free some space, then run the same command again',
  },
  EACCES: {
    code: 'DEVSTACK_ERR_PERMISSION',
    reason: 'permission denied',
    suggestion: 'run the same command as who installed it, or as root',
  },
  EPERM: {code: 'DEVSTACK_ERR_PERMISSION', reason: 'operation not permitted'},
  EROFS: {code: 'DEVSTACK_ERR_PERMISSION', reason: 'the file system is read-only'},
  ENOTEMPTY: {code: 'DEVSTACK_ERR_KEPT', reason: 'it is not empty'},
  EXDEV: {code: 'DEVSTACK_ERR_KEPT', reason: 'something is mounted on it'},
};

/** Runs a file operation; an error of the kernel becomes one that names the operation and says what to do. */
export async function explainFileError<T>(what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    if (DevstackError.is(cause)) throw cause;
    throw fileError(what, cause);
  }
}

function fileError(what: string, cause: unknown): DevstackError {
  const {code = '', message} = cause as NodeJS.ErrnoException;
  const known = EXPLAINED[code];
  return new DevstackError(`cannot ${what}: ${known?.reason ?? message}`, {
    code: known?.code ?? 'DEVSTACK_ERR_COMMAND',
    suggestions: known?.suggestion === undefined ? [] : [known.suggestion],
    cause,
  });
}
