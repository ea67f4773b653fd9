import path from 'node:path';
import {DevstackError} from '@devstack/sdk';
import type {Configuration} from '../config/configuration.ts';
import type {EngineSettings} from '../settings.ts';

/**
 * The persona that is meant: the one that the command line names, then the user's configuration, then the one that is installed, then what
 * devstack ships. So `devstack start` starts what `devstack up -p cloud` has made.
 * @returns a name, or the absolute path of a file
 */
export function choosePersona(
  settings: Pick<EngineSettings, 'persona' | 'cwd' | 'conf'>,
  configuration: Configuration,
  installed: string | undefined,
): string {
  if (settings.persona !== undefined) return withAbsolutePath(settings.persona, settings.cwd);
  const configured = configuration.get('default', 'persona');
  const isShipped = configuration.origin('default', 'persona').startsWith(`${settings.conf}${path.sep}`);
  const chosen = isShipped ? (installed ?? configured) : (configured ?? installed);
  if (chosen !== undefined) return withAbsolutePath(chosen, settings.cwd);
  throw new DevstackError('cannot choose components: no persona is named', {
    code: 'DEVSTACK_ERR_PERSONA',
    suggestions: ['name one: --persona NAME, or --set default.persona=NAME'],
  });
}

function withAbsolutePath(persona: string, cwd: string): string {
  return persona.includes('/') || persona.endsWith('.yaml') ? path.resolve(cwd, persona) : persona;
}
