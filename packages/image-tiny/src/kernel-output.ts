/** The kernel that `apt-cache depends` names; the package that was asked for only points to it. */
export function parseKernelPackage(output: string): string | undefined {
  return /^ +(?:Pre)?Depends: (linux-image-\S+)$/m.exec(output)?.[1];
}
