import {readdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {DevstackError, messageOf} from '@devstack/sdk';

const CONFIGURATION = ['stack.ini', 'devstack.yaml', 'devstack.yml', 'devstack.json', '.devstackrc'];

/** A directory has one configuration file. */
export async function refuseSecondConfiguration(directory: string): Promise<void> {
  const there = (await readdir(directory)).find((name) => CONFIGURATION.includes(name));
  if (there !== undefined) throw alreadyThere(path.join(directory, there));
}

/** Only its owner can read it: passwords may be written into it. Throws when there is a file of that name. */
export async function writeNewFile(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content, {mode: 0o600, flag: 'wx'});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(file);
    throw new DevstackError(`cannot write ${file}: ${messageOf(error)}`, {
      code: 'DEVSTACK_ERR_PERMISSION',
      suggestions: ['change to a directory that you may write to'],
      cause: error,
    });
  }
}

function alreadyThere(file: string): DevstackError {
  return new DevstackError(`cannot write a configuration file: ${file} is there already`, {
    code: 'DEVSTACK_ERR_EXISTS',
    suggestions: ['change that one, or move it away'],
  });
}
