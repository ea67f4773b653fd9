/**
 * Where a path of the namespaces is seen from outside, without a process. Most of the files are the same on both sides; the kernel's own and
 * those in memory are not.
 *
 * @param pid of process 1 of the namespaces, as the machine counts
 */
export function insidePath(path: string, pid: number): string {
  const own = /^\/proc\/self(?=\/|$)/.exec(path);
  // `self` would be whoever reads, who has no number inside; `net` is a link to it.
  if (own !== null) return `/proc/${pid}${path.slice(own[0].length)}`;
  if (/^\/proc\/net(\/|$)/.test(path)) return `/proc/${pid}${path.slice('/proc'.length)}`;
  return DIFFERENT.test(path) ? `/proc/${pid}/root${path}` : path;
}

const DIFFERENT = /^\/(proc|sys|run|dev\/shm|etc\/hosts|etc\/resolv\.conf)(\/|$)/;

/** Nothing of a namespace that is gone can be there. */
export function isOfNamespace(path: string): boolean {
  return /^\/(run|dev\/shm)(\/|$)/.test(path) || /^\/proc(\/\d|\/net\/|$)/.test(path);
}
