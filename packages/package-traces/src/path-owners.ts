/** The packages that own a path. */
export type PathOwners = ReadonlyMap<string, readonly string[]>;

/** Packages still ship /bin and /lib, which are links into /usr. */
export function physicalPath(path: string): string {
  return path.replace(/^\/(bin|sbin|lib|lib32|lib64|libx32)(?=\/|$)/, '/usr/$1');
}
