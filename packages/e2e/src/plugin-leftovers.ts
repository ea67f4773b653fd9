import type {CloudLab, Leftovers} from './cloud-lab.ts';

/** What is kept when no plugin is left: the lists of plugins and their lock, npm's cache and logs, what its modules compiled to. */
const kept = [
  /^\/root\/\.local(\/share(\/devstack(\/(package(-lock)?\.json|\.lock|devstack\.lock|node_modules(\/(@devstack|\.package-lock\.json))?))?)?)?$/,
  /^\/root\/\.npm(\/|$)/,
  /^\+?\/tmp\/node-compile-cache(\/|$)/,
];
const isKept = (path: string) => kept.some((pattern) => pattern.test(path));

/** What uninstall and `plugins uninstall` have left behind together. */
export async function leftoversOfPlugins(cloud: CloudLab): Promise<Leftovers> {
  const {differences, changes} = await cloud.leftovers();
  const changed = Object.entries(changes).map(
    ([what, names]) => [what, names.filter((name) => !isKept(name))] as const,
  );
  return {
    differences: differences.filter(({path}) => !isKept(path)),
    changes: Object.fromEntries(changed.filter(([, names]) => names.length > 0)),
  };
}
