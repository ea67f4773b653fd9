// Not cosmiconfig's own entry: that one first looks for `.config/config.js` and the like in the current directory, and runs it.
import * as cosmiconfigExplorer from 'cosmiconfig/dist/Explorer.js';

type Loader = (path: string, content: string) => unknown;

interface Found {
  readonly config: unknown;
  readonly filepath: string;
  readonly isEmpty?: boolean;
}

interface Explorer {
  search(directory: string): Promise<Found | null>;
}

type ExplorerClass = new (options: Readonly<Record<string, unknown>>) => Explorer;

// Its types are stripped from the package as internal.
const {Explorer} = cosmiconfigExplorer as unknown as {readonly Explorer: ExplorerClass};

/** Finds the first of these names in a directory, and there only. */
export function createExplorer(names: readonly string[], loaders: Readonly<Record<string, Loader>>): Explorer {
  return new Explorer({
    moduleName: 'devstack',
    searchPlaces: [...names],
    loaders,
    transform: (result: Found | null) => result,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: true,
    cache: false,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    metaConfigFilePath: null,
  });
}
