import {DevstackError, type Ownership} from '@devstack/sdk';

export interface Account {
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

async function lookUp(database: 'passwd' | 'group', name: string): Promise<string[]> {
  try {
    const stdout = await getent(database, name);
    return stdout.trimEnd().split(':');
  } catch (cause) {
    const what = database === 'passwd' ? 'user' : 'group';
    throw new DevstackError(`cannot find ${what} '${name}': it does not exist on this machine`, {
      code: 'DEVSTACK_ERR_PERMISSION',
      cause,
    });
  }
}

/** Loaded when it is needed, which most commands do not. */
async function getent(database: string, name: string): Promise<string> {
  const {execFile} = await import('node:child_process');
  return new Promise((resolve, reject) => {
    execFile('getent', [database, name], (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
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
