import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createTestHost} from '@devstack/sdk/testing';

const CONFIG =
  '[user]\nname = t\nemail = t@example.org\n[init]\ndefaultBranch = main\n[uploadpack]\nallowFilter = true\n';

/** A bare repository that git itself made, and a place to change it from. For tests. */
export class TestRepository {
  readonly directory: string;
  readonly uri: string;
  private readonly host = createTestHost();

  private constructor(directory: string) {
    this.directory = directory;
    this.uri = `git+file://${join(directory, 'bare.git')}`;
  }

  static async create(): Promise<TestRepository> {
    const repository = new TestRepository(await mkdtemp(join(tmpdir(), 'downloader-git-')));
    await mkdir(repository.path('home'));
    await writeFile(repository.path('home/.gitconfig'), CONFIG);
    process.env.HOME = repository.path('home');
    await repository.git(['init', '-q', '--bare', repository.path('bare.git')]);
    await repository.git(['init', '-q', repository.path('work')]);
    await repository.commit('first');
    await repository.git(['-C', repository.path('work'), 'tag', '-a', 'v1.0', '-m', 'one']);
    await repository.commit('second');
    return repository;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  async git(args: readonly string[]): Promise<string> {
    return (await this.host.run(['git', ...args])).stdout.trim();
  }

  /** Commits a file of this name, with the name in it, and sends it to the bare repository. */
  async commit(name: string, branch = 'main', options: readonly string[] = []): Promise<string> {
    const work = this.path('work');
    await writeFile(join(work, name), `${name}\n`);
    await this.git(['-C', work, 'add', '-A']);
    await this.git(['-C', work, 'commit', '-q', '-m', name, ...options]);
    await this.git([
      '-C',
      work,
      'push',
      '-q',
      '--force',
      '--follow-tags',
      this.path('bare.git'),
      `HEAD:refs/heads/${branch}`,
    ]);
    await this.git(['-C', work, 'push', '-q', '--force', '--tags', this.path('bare.git')]);
    return this.git(['-C', work, 'rev-parse', 'HEAD']);
  }

  async remove(): Promise<void> {
    await rm(this.directory, {recursive: true, force: true});
  }
}
