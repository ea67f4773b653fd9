import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {closeSync, constants, openSync} from 'node:fs';
import path from 'node:path';
import type {JobClass, JobProcess} from './job-class.ts';

/** What makes upstart hand a command to a shell. */
const SHELL = /[~`!$^&*()=|\\{}[\];"'<>?]/;

/** The program of a process: split at blanks, unless a shell is needed, which then goes away. */
export function argvOf({isScript, text}: JobProcess): readonly string[] {
  if (isScript) return ['/bin/sh', '-e', '-c', text];
  return SHELL.test(text) ? ['/bin/sh', '-e', '-c', `exec ${text}`] : text.split(/[ \t\r\n]+/).filter(Boolean);
}

/**
 * Starts a process of a job in a session of its own. The real upstart logs by way of a terminal, which turns each line end into two
 * characters; here the file is the output.
 */
export function spawnProcess(
  job: JobClass,
  process: JobProcess,
  env: Readonly<Record<string, string>>,
  logDirectory: string,
): ChildProcess {
  const [program = '', ...args] = argvOf(process);
  const output = job.isLogged ? openLog(path.join(logDirectory, `${job.name}.log`)) : 'ignore';
  try {
    return withUmask(job.umask, () =>
      spawn(program, args, {
        cwd: job.chdir,
        env,
        detached: true,
        stdio: ['ignore', output, output],
        ...accountOf(job),
      }),
    );
  } finally {
    if (typeof output === 'number') closeSync(output);
  }
}

function openLog(file: string): number {
  const {O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY} = constants;
  return withUmask(0o027, () => openSync(file, O_CREAT | O_APPEND | O_WRONLY | O_NOFOLLOW, 0o640));
}

function withUmask<Result>(mask: number, act: () => Result): Result {
  const before = process.umask(mask);
  try {
    return act();
  } finally {
    process.umask(before);
  }
}

function accountOf({setuid, setgid}: JobClass): {uid?: number; gid?: number} {
  const [, , uid, own] = setuid === undefined ? [] : entryOf('passwd', setuid);
  const gid = setgid === undefined ? own : entryOf('group', setgid)[2];
  return {...(uid === undefined ? {} : {uid: Number(uid)}), ...(gid === undefined ? {} : {gid: Number(gid)})};
}

function entryOf(database: string, name: string): string[] {
  return execFileSync('getent', [database, name], {encoding: 'utf8'}).trim().split(':');
}
