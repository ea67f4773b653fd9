import {API, combineErrors, DevstackError} from '@devstack/sdk';
import satisfies from 'semver/functions/satisfies.js';
import type {PluginPackage} from '../settings.ts';
import {manifestFaults} from './check-manifest.ts';
import {isRecord} from './json-shape.ts';

/** Why a plugin cannot be used, as far as its package.json shows; undefined when it can. */
export function checkPlugin(plugin: PluginPackage, sdkVersion: string): DevstackError | undefined {
  const foreign = checkTrust(plugin) ?? checkApi(plugin) ?? checkSdkRange(plugin, sdkVersion);
  if (foreign !== undefined) return foreign;
  const faults = manifestFaults(plugin.manifest);
  if (faults.length === 0) return undefined;
  return combineErrors(
    faults.map(
      ({path, expected, found}) =>
        new DevstackError(
          `cannot use plugin ${label(plugin)}: package.json, ${path}: expected ${expected}, found ${found}`,
          {
            code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
            suggestions: [
              `report this to the author of ${plugin.name}, or remove it: devstack plugins uninstall ${plugin.name}`,
            ],
          },
        ),
    ),
  );
}

/** `@devstack/plugin-swift 1.2.0` */
export function label(plugin: Pick<PluginPackage, 'name' | 'version'>): string {
  return `${plugin.name} ${plugin.version}`;
}

function checkTrust(plugin: PluginPackage): DevstackError | undefined {
  if (plugin.isUntrusted !== true) return undefined;
  return new DevstackError(`cannot use plugin ${label(plugin)}: nobody has agreed to run its code`, {
    code: 'DEVSTACK_ERR_PLUGIN_TRUST',
    suggestions: [`devstack plugins install ${plugin.name}`, `devstack plugins uninstall ${plugin.name}`],
  });
}

function checkApi(plugin: PluginPackage): DevstackError | undefined {
  const manifest: unknown = plugin.manifest;
  const api = isRecord(manifest) ? manifest.api : undefined;
  if (api === API) return undefined;
  if (typeof api !== 'number') {
    return new DevstackError(
      `cannot use plugin ${label(plugin)}: package.json, devstack.api: expected ${API}, found ${JSON.stringify(api) ?? 'nothing'}`,
      {code: 'DEVSTACK_ERR_PLUGIN_MANIFEST'},
    );
  }
  const older = api < API;
  return new DevstackError(
    `cannot use plugin ${label(plugin)}: it was made for version ${api} of the plugin contract, and this devstack has version ${API}`,
    {
      code: 'DEVSTACK_ERR_PLUGIN_API',
      suggestions: [older ? `devstack plugins install ${plugin.name}@latest` : 'install a newer devstack'],
    },
  );
}

function checkSdkRange(plugin: PluginPackage, sdkVersion: string): DevstackError | undefined {
  const range = plugin.sdkRange;
  // The usual case costs nothing: packages that were released together.
  if (range === undefined || range === `^${sdkVersion}` || satisfies(sdkVersion, range, {includePrerelease: true}))
    return undefined;
  return new DevstackError(
    `cannot use plugin ${label(plugin)}: it needs @devstack/sdk ${range}, and this devstack has ${sdkVersion}`,
    {
      code: 'DEVSTACK_ERR_PLUGIN_API',
      suggestions: [`devstack plugins install ${plugin.name}@latest`, 'or install a devstack with a fitting SDK'],
    },
  );
}
