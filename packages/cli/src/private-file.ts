import {rename, rm, writeFile} from 'node:fs/promises';
import {DevstackError, messageOf} from '@devstack/sdk';

/** Whole or not at all, and never readable by others, whatever was there before. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content, {mode: 0o600, flag: 'wx'});
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, {force: true});
    throw new DevstackError(`cannot write ${file}: ${messageOf(error)}`, {
      code: 'DEVSTACK_ERR_PERMISSION',
      suggestions: ['name a file in a directory that you may write to'],
      cause: error,
    });
  }
}
