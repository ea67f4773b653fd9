import {DevstackError, type Kind} from '@devstack/sdk';
import type {PluginPackage} from '../settings.ts';
import {label} from './check-plugin.ts';

interface Place {
  readonly kind: Kind;
  readonly name: string;
  readonly plugin: PluginPackage;
}

/** @param does what it does that its manifest does not announce: `plans vault/command:format as root` */
export function unannounced({kind, name, plugin}: Place, does: string, privilege: string): DevstackError {
  const key = `devstack.provides.${kind}.${name}.privileged`;
  return new DevstackError(
    `cannot use plugin ${label(plugin)}: ${kind} ${name} ${does}, and its manifest does not announce it`,
    {
      code: 'DEVSTACK_ERR_PLUGIN_MANIFEST',
      suggestions: plugin.linked
        ? [`in ${plugin.directory}/package.json, ${key}: {"${privilege}": "why it needs root"}`]
        : [`report this to the author of ${plugin.name}: ${key}.${privilege} is missing in its package.json`],
    },
  );
}
