import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {createTestHost, downloaderContract, registerContract} from '@devstack/sdk/testing';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {GitDownloader} from './git-downloader.ts';
import {TestRepository} from './test-repository.ts';

const host = createTestHost();
const downloader = new GitDownloader(host);
const options = () => ({signal: new AbortController().signal, progress: () => undefined});
const home = process.env.HOME;
let repository: TestRepository;
let into: string;
beforeEach(async () => {
  repository = await TestRepository.create();
  into = repository.path('into');
});
afterEach(async () => {
  await repository.remove();
  process.env.HOME = home;
});
const fetch = (ref?: string, uri = repository.uri) =>
  downloader.fetch(ref === undefined ? {uri} : {uri, ref}, into, options());
const inCheckout = (...args: string[]) => repository.git(['-C', into, ...args]);
const closeServer = () => rm(repository.path('bare.git'), {recursive: true});
const commitInCheckout = async (name: string) => {
  await writeFile(join(into, name), `${name}\n`);
  await inCheckout('add', '-A');
  await inCheckout('commit', '-q', '-m', name);
  return inCheckout('rev-parse', 'HEAD');
};

describe('contract', () => {
  registerContract(
    test,
    downloaderContract(async () => {
      const own = await TestRepository.create();
      await host.makeDirectory(own.path('place'), {mode: 0o755});
      return {
        downloader,
        source: {uri: own.uri, ref: 'v1.0'},
        newer: {uri: own.uri, ref: 'main'},
        missing: {uri: own.uri, ref: 'v9'},
        unreachable: {uri: 'git+http://127.0.0.1:1/x.git', ref: 'main'},
        directory: own.path('place'),
        async edit(path) {
          await writeFile(join(path, 'first'), 'edited\n');
          return join(path, 'first');
        },
        dispose: () => own.remove(),
      };
    }),
  );
});

describe('cloning', () => {
  test('a branch is cloned shallow and checked out as a branch that follows the server', async () => {
    const {identity} = await fetch('main');
    expect(await inCheckout('status', '--short', '--branch')).toBe('## main...origin/main');
    expect(await inCheckout('rev-list', '--count', 'HEAD')).toBe('1');
    expect(identity).toBe(await inCheckout('rev-parse', 'HEAD'));
    expect(await readdir(into)).toEqual(['.git', 'first', 'second']);
  });

  test('without a ref the branch is the one that the repository names', async () => {
    await repository.commit('third', 'other');
    await repository.git(['-C', repository.path('bare.git'), 'symbolic-ref', 'HEAD', 'refs/heads/other']);
    await fetch();
    expect(await inCheckout('branch', '--show-current')).toBe('other');
  });

  test('a tag is checked out with its name, so that versions made of tags are right', async () => {
    const {identity} = await fetch('v1.0');
    expect(await inCheckout('describe', '--tags')).toBe('v1.0');
    expect(identity).toBe(await inCheckout('rev-parse', 'v1.0^{commit}'));
    expect(await readdir(into)).toEqual(['.git', 'first']);
  });

  test('a commit that no branch points to can be fetched by its hash', async () => {
    const old = await repository.git(['-C', repository.path('work'), 'rev-parse', 'v1.0^{commit}']);
    expect(await fetch(old)).toMatchObject({identity: old, changed: true});
    expect(await inCheckout('rev-list', '--count', 'HEAD')).toBe('1');
  });

  test('the beginning of a hash is enough', async () => {
    const old = await repository.git(['-C', repository.path('work'), 'rev-parse', 'v1.0^{commit}']);
    expect((await fetch(old.slice(0, 10))).identity).toBe(old);
  });

  test('a server that hands out branches only is asked for all of them', async () => {
    await repository.git(['config', '--global', 'protocol.version', '0']);
    const old = await repository.git(['-C', repository.path('work'), 'rev-parse', 'v1.0^{commit}']);
    await repository.git(['-C', repository.path('bare.git'), 'update-ref', '-d', 'refs/tags/v1.0']);
    expect((await fetch(old)).identity).toBe(old);
  });

  test('a change under review is fetched by the full name of its ref', async () => {
    const change = await repository.commit('change', 'scratch');
    await repository.git(['-C', repository.path('bare.git'), 'update-ref', 'refs/changes/01/1/1', change]);
    await repository.git(['-C', repository.path('bare.git'), 'branch', '-D', 'scratch']);
    expect((await fetch('refs/changes/01/1/1')).identity).toBe(change);
  });

  test('what an interrupted clone left is replaced', async () => {
    await repository.git(['init', '-q', `${into}.partial`]);
    await fetch('main');
    expect(await host.stat(`${into}.partial`)).toBeUndefined();
  });
});

describe('updating', () => {
  test('a branch is fast-forwarded', async () => {
    await fetch('main');
    const third = await repository.commit('third');
    expect(await fetch('main')).toEqual({path: into, identity: third, changed: true});
    expect(await inCheckout('status', '--short', '--branch')).toBe('## main...origin/main');
    expect(await inCheckout('rev-list', '--count', 'HEAD')).toBe('2');
  });

  test('a checkout at the wanted commit or tag needs no server', async () => {
    const {identity} = await fetch('v1.0');
    await closeServer();
    expect(await fetch('v1.0')).toMatchObject({identity, changed: false});
    expect(await fetch(identity)).toMatchObject({identity, changed: false});
    expect(await fetch(identity.slice(0, 8))).toMatchObject({identity, changed: false});
  });

  test('the ref can change from commit to branch to tag and back', async () => {
    const {identity} = await fetch('v1.0');
    await fetch('main');
    expect(await inCheckout('branch', '--show-current')).toBe('main');
    expect(await fetch(identity)).toMatchObject({identity, changed: true});
    expect(await inCheckout('branch', '--show-current')).toBe('');
    expect((await fetch('main')).changed).toBe(true);
    expect((await fetch('v1.0')).identity).toBe(identity);
  });

  test('commits of the user on top of what is wanted stay, and need nothing', async () => {
    await fetch('main');
    const own = await commitInCheckout('mine');
    expect(await fetch('main')).toEqual({path: into, identity: own, changed: false});
  });

  test('commits of the user stop an update that would leave them behind', async () => {
    await fetch('main');
    const own = await commitInCheckout('mine');
    await repository.commit('third');
    await expect(fetch('main')).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_SOURCE_CHANGED',
      message: `cannot update ${into} to main: it has 1 commit of its own`,
    });
    expect(await inCheckout('rev-parse', 'HEAD')).toBe(own);
  });

  test('commits of the user on the branch that is wanted stop a return to it', async () => {
    await fetch('main');
    const own = await commitInCheckout('mine');
    await inCheckout('checkout', '-q', '--detach', 'HEAD~1');
    await repository.commit('third');
    await expect(fetch('main')).rejects.toMatchObject({code: 'DEVSTACK_ERR_SOURCE_CHANGED'});
    expect(await inCheckout('rev-parse', 'main')).toBe(own);
  });

  test('a changed file stops an update, and is named', async () => {
    await fetch('main');
    await writeFile(join(into, 'first'), 'edited');
    await repository.commit('third');
    const error = {code: 'DEVSTACK_ERR_SOURCE_CHANGED', output: [' M first']};
    await expect(fetch('main')).rejects.toMatchObject(error);
    expect(await readFile(join(into, 'first'), 'utf8')).toBe('edited');
  });

  test('a file that git does not know is not overwritten by one that comes', async () => {
    await fetch('main');
    await writeFile(join(into, 'third'), 'mine');
    await repository.commit('third');
    await expect(fetch('main')).rejects.toMatchObject({code: 'DEVSTACK_ERR_SOURCE_CHANGED', output: ['third']});
    await expect(fetch('main')).rejects.toMatchObject({code: 'DEVSTACK_ERR_SOURCE_CHANGED'});
    expect(await readFile(join(into, 'third'), 'utf8')).toBe('mine');
  });

  test('a branch that was rewritten on the server is not followed', async () => {
    const {identity} = await fetch('main');
    await repository.commit('amended', 'main', ['--amend']);
    await expect(fetch('main')).rejects.toThrow('branch main was rewritten on the server');
    expect(await inCheckout('rev-parse', 'HEAD')).toBe(identity);
  });
});

describe('a crash in the middle of an update', () => {
  const crash = async () => {
    await fetch('main');
    const third = await repository.commit('third');
    await inCheckout('fetch', '-q', 'origin');
    await writeFile(join(into, '.git/devstack-moving'), third);
    await writeFile(join(into, '.git/index.lock'), '');
    await writeFile(join(into, 'third'), 'thi');
    return third;
  };

  test('is repaired: locks go, half-written files are completed', async () => {
    const third = await crash();
    expect((await fetch('main')).identity).toBe(third);
    expect(await inCheckout('status', '--short', '--branch')).toBe('## main...origin/main');
    expect(await host.stat(join(into, '.git/devstack-moving'))).toBeUndefined();
  });

  test('does not lose what the user edited afterwards: it is in the stash', async () => {
    const third = await crash();
    await writeFile(join(into, 'first'), 'edited');
    expect((await fetch('main')).identity).toBe(third);
    expect(await inCheckout('show', 'stash@{0}:first')).toBe('edited');
  });
});

describe('errors', () => {
  test('a ref that is not there names those that are nearly so', async () => {
    await expect(fetch('mian')).rejects.toMatchObject({
      message: `cannot fetch file://${repository.path('bare.git')}: it has no branch, tag or commit 'mian'`,
      suggestions: ['did you mean main?'],
    });
  });

  test('a hash that is not there is not found', async () => {
    await expect(fetch('0123456789'.repeat(4))).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
    await expect(fetch('0123456')).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
  });

  test('a ref that git would take for an option is refused', async () => {
    await expect(fetch('--upload-pack=touch x')).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
  });

  test('a repository that is not there is not found', async () => {
    const uri = `git+file://${repository.path('nowhere.git')}`;
    await expect(fetch('main', uri)).rejects.toMatchObject({code: 'DEVSTACK_ERR_NOT_FOUND'});
    expect(await downloader.unreachable(uri)).toBe('there is no such repository');
  });

  test('a repository without a commit is empty', async () => {
    await repository.git(['init', '-q', '--bare', repository.path('empty.git')]);
    await expect(fetch(undefined, `git+file://${repository.path('empty.git')}`)).rejects.toThrow(
      'the repository is empty',
    );
  });

  test('a private repository is an error at once, not a question for a password', async () => {
    const server = createServer((_, response) => response.writeHead(401, {'www-authenticate': 'Basic'}).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as {port: number};
    await expect(fetch('main', `git+http://user@127.0.0.1:${port}/x.git`)).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_NOT_FOUND',
      message: expect.stringContaining('git has no credentials for it'),
    });
    server.close();
  });

  test('a password in the address is not shown', async () => {
    const failed = fetch('main', 'git+http://u:hidden@127.0.0.1:1/x.git');
    await expect(failed).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_NETWORK',
      message: 'cannot fetch http://u@127.0.0.1:1/x.git: the server cannot be reached',
    });
  });

  test('a password is not shown in a failure that we do not know either', async () => {
    const odd = {...host, run: () => host.run(['sh', '-c', 'echo odd http://u:hidden@h/x.git >&2; exit 9'])};
    const failed = new GitDownloader(odd).fetch({uri: 'git+http://u:hidden@h/x.git'}, into, options());
    await expect(failed).rejects.toMatchObject({output: ['odd http://u@h/x.git']});
  });

  test('a machine without git is told what to install', async () => {
    const bare = new GitDownloader({...host, which: async () => undefined});
    await expect(bare.fetch({uri: repository.uri}, into, options())).rejects.toMatchObject({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: ['install it: apt-get install git, or dnf install git'],
    });
    expect(await bare.unreachable(repository.uri)).toBe('git is not installed');
  });
});

describe('what must not be deleted', () => {
  test('changed and new files, own commits on any branch, and stashes are counted', async () => {
    await fetch('main');
    await writeFile(join(into, 'first'), 'stashed');
    await inCheckout('stash', '-q');
    await inCheckout('checkout', '-q', '-b', 'topic');
    await commitInCheckout('mine');
    await inCheckout('checkout', '-q', 'main');
    await writeFile(join(into, 'new'), '');
    expect(await downloader.modified(into)).toBe('it has 1 changed or new file, 1 commit of its own, 1 stash');
  });

  test('a directory without git has nothing of a user as far as git can tell', async () => {
    expect(await downloader.modified(repository.path('home'))).toBeUndefined();
  });
});
