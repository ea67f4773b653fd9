/** What the machine needs to find disks, cards, keys and the power button. What they depend on is found in them. */
export const WANTED_MODULES = [
  'virtio_pci',
  'virtio_net',
  'virtio_blk',
  'virtio_rng',
  'button',
  'evdev',
  'isofs',
  'vfat',
  'nls_cp437',
  'nls_ascii',
] as const;

/** Names as the kernel compares them: `virtio-rng.ko.xz` is `virtio_rng`. */
export function moduleName(path: string): string {
  return path
    .replace(/^.*\//, '')
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_');
}

/** What a module says that it depends on. */
export function moduleDependencies(module: Uint8Array): string[] {
  const text = Buffer.from(module).toString('latin1');
  const list = /\0depends=([\w,-]*)\0/.exec(text)?.[1] ?? '';
  return list
    .split(',')
    .filter((name) => name !== '')
    .map(moduleName);
}

/** Everything that is wanted after what it depends on, each once. @param dependencies undefined for what is built into the kernel */
export function orderModules(
  wanted: readonly string[],
  dependencies: (name: string) => readonly string[] | undefined,
): string[] {
  const order: string[] = [];
  const visit = (name: string): void => {
    const needs = dependencies(name);
    if (needs === undefined || order.includes(name)) return;
    for (const need of needs) visit(need);
    order.push(name);
  };
  for (const name of wanted) visit(name);
  return order;
}
