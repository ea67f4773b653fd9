import {DevstackError, type Downloader, type Fetched, type Host, type Progress, type Source, T} from '@devstack/sdk';
import {fetchCommit, findWanted} from './fetch-commit.ts';
import {askRemote, checkOut, FETCHED_REF} from './git-commands.ts';
import {explainGitFailure, failureReason} from './git-failure.ts';
import {type GitSource, parseGitSource} from './git-source.ts';
import {describeOwnWork} from './own-work.ts';
import {Repository, runGit} from './repository.ts';
import {updateCheckout} from './update-checkout.ts';

const REACH_TIMEOUT_MS = 5000;

/** Clones, and brings clones up to date. What the user did in a clone is never lost. */
export class GitDownloader implements Downloader {
  static readonly inject = [T.host] as const;

  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  async fetch(
    source: Source,
    into: string,
    {signal, progress}: {readonly signal: AbortSignal; readonly progress: Progress},
  ): Promise<Fetched> {
    const wanted = parseGitSource(source);
    await this.requireGit(wanted);
    progress(`${wanted.title} ${wanted.ref ?? ''}`.trim());
    try {
      const isCheckout = await this.isCheckout(wanted, into);
      const {commit, changed} = isCheckout
        ? await updateCheckout(new Repository(this.host, into, signal), wanted)
        : await this.clone(wanted, into, signal);
      return {path: into, identity: commit, changed};
    } catch (error) {
      throw explainGitFailure(error, wanted, signal);
    }
  }

  async unreachable(uri: string): Promise<string | undefined> {
    const {url} = parseGitSource({uri});
    if ((await this.host.which('git')) === undefined) return 'git is not installed';
    try {
      await runGit(this.host, askRemote(url), {timeoutMs: REACH_TIMEOUT_MS});
      return undefined;
    } catch (error) {
      return failureReason(error);
    }
  }

  async modified(path: string): Promise<string | undefined> {
    if ((await this.host.stat(`${path}/.git`)) === undefined) return undefined;
    return describeOwnWork(new Repository(this.host, path));
  }

  private async requireGit({title}: GitSource): Promise<void> {
    if ((await this.host.which('git')) !== undefined) return;
    throw new DevstackError(`cannot fetch ${title}: git is not installed`, {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: ['install it: apt-get install git, or dnf install git'],
    });
  }

  /** False where there is nothing yet. What is not a checkout is not ours. */
  private async isCheckout({title}: GitSource, into: string): Promise<boolean> {
    if ((await this.host.stat(`${into}/.git`)) !== undefined) return true;
    const names = (await this.host.stat(into)) === undefined ? [] : await this.host.list(into);
    if (names?.length === 0) return false;
    throw new DevstackError(`cannot fetch ${title} into ${into}: something else is there`, {
      code: 'DEVSTACK_ERR_SOURCE_CHANGED',
      suggestions: [`move it away: mv ${into} ${into}.old`],
    });
  }

  /** Beside its place until it is complete, so that a clone is whole or not there. */
  private async clone(source: GitSource, into: string, signal: AbortSignal) {
    const partial = `${into}.partial`;
    await this.host.remove(partial, {recursive: true});
    try {
      const commit = await this.fill(new Repository(this.host, partial, signal), source, signal);
      await this.host.remove(into);
      await this.host.rename(partial, into);
      return {commit, changed: true};
    } finally {
      await this.host.remove(partial, {recursive: true});
    }
  }

  private async fill(repository: Repository, source: GitSource, signal: AbortSignal): Promise<string> {
    await runGit(this.host, ['init', '--quiet', repository.directory], {signal});
    await repository.git(['remote', 'add', 'origin', source.url]);
    const wanted = await findWanted(repository, source);
    const commit = await fetchCommit(repository, source, wanted, 1);
    await repository.git(['update-ref', FETCHED_REF, commit]);
    await repository.git(checkOut(commit, wanted.name));
    return commit;
  }
}
