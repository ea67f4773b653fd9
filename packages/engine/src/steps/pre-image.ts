import type {Host, Store} from '@devstack/sdk';

/** What was at a path before us. Plain data; the content of a file is in the store. */
export type PreImage =
  | {readonly was: 'absent'}
  | {readonly was: 'file'; readonly content: string; readonly mode: number; readonly uid: number; readonly gid: number}
  | {readonly was: 'symlink'; readonly target: string}
  | {readonly was: 'directory'};

export async function capturePreImage(host: Host, store: Store, path: string): Promise<PreImage> {
  const info = await host.stat(path);
  if (info === undefined) return {was: 'absent'};
  if (info.type === 'directory') return {was: 'directory'};
  if (info.type === 'symlink') return {was: 'symlink', target: info.target ?? ''};
  const content = await store.put((await host.readFile(path)) ?? '');
  return {was: 'file', content, mode: info.mode, uid: info.uid, gid: info.gid};
}

/** Puts back what was there. Idempotent. */
export async function restorePreImage(host: Host, store: Store, path: string, before: PreImage): Promise<void> {
  if (before.was === 'directory') return;
  if (before.was === 'file') {
    const owner = {user: String(before.uid), group: String(before.gid)};
    await host.writeFile(path, await store.get(before.content), {mode: before.mode, owner});
    return;
  }
  await host.remove(path);
  if (before.was === 'symlink') await host.makeSymlink(before.target, path);
}
