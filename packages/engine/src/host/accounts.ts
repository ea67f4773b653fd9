import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {DevstackError, type Ownership} from '@devstack/sdk';

const run = promisify(execFile);

export interface Account {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

async function lookUp(database: 'passwd' | 'group', name: string): Promise<string[]> {
  try {
    const {stdout} = await run('getent', [database, name]);
    return stdout.trimEnd().split(':');
  } catch (cause) {
    const what = database === 'passwd' ? 'user' : 'group';
    throw new DevstackError(`cannot find ${what} '${name}': it does not exist on this machine`, {
      code: 'DEVSTACK_ERR_PERMISSION',
      cause,
    });
  }
}

export async function findAccount(user: string): Promise<Account> {
  const [name = user, , uid, gid, , home = '/'] = await lookUp('passwd', user);
  return {user: name, uid: Number(uid), gid: Number(gid), home};
}

/** Numeric owner of a user and group name. */
export async function idsOf(owner: Ownership): Promise<{uid: number; gid: number}> {
  const [user, group] = await Promise.all([lookUp('passwd', owner.user), lookUp('group', owner.group)]);
  return {uid: Number(user[2]), gid: Number(group[2])};
}
