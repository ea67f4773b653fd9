import type {ComponentContext, JsonObject, PackageRequest} from '@devstack/sdk';

/** What the distro file says about a server. */
export interface ServerSettings {
  readonly packages: readonly PackageRequest[];
  /** Absolute paths, by the name of the program. */
  program(name: string): string;
}

export function readServerSettings({distro}: ComponentContext, engine: string): ServerSettings {
  const settings = distro.settings[engine] as
    | {readonly packages: readonly string[]; readonly programs: JsonObject}
    | undefined;
  return {
    packages: (settings?.packages ?? []).map((name) => ({name})),
    program: (name) => {
      const path = settings?.programs[name];
      if (typeof path !== 'string')
        throw new Error(`the distro file ${distro.id} has no database.${engine}.programs.${name}`);
      return path;
    },
  };
}
