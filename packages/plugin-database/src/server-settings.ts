import type {ComponentContext, PackageRequest} from '@devstack/sdk';

/** What the distro file says about a server. */
export interface ServerSettings {
  readonly packages: readonly PackageRequest[];
  /** Variables that spare the server waiting for the disk; none where it can be told so otherwise. */
  readonly env: Readonly<Record<string, string>>;
  /** The absolute path of a program. */
  program(name: string): string;
}

interface ServerPart {
  readonly packages: readonly string[];
  readonly programs: Readonly<Record<string, string>>;
  readonly volatile?: {readonly packages: readonly string[]; readonly env: Readonly<Record<string, string>>};
}

export function readServerSettings({distro}: ComponentContext, engine: string, isDurable: boolean): ServerSettings {
  const part = distro.settings[engine] as unknown as ServerPart | undefined;
  const volatile = isDurable ? undefined : part?.volatile;
  return {
    packages: [...(part?.packages ?? []), ...(volatile?.packages ?? [])].map((name) => ({name})),
    env: volatile?.env ?? {},
    program: (name) => {
      const path = part?.programs[name];
      if (path === undefined) throw new Error(`distro ${distro.id} has no database.${engine}.programs.${name}`);
      return path;
    },
  };
}
