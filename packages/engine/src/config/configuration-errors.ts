import {DevstackError, type ErrorCode} from '@devstack/sdk';
import type {LayerProblem, Setting} from './layer.ts';

/** `cannot use configuration option keystone.port (/etc/x.ini:3): expected a port, found 'abc'` */
export function cannotUse(
  {section, option, origin}: Pick<Setting, 'section' | 'option' | 'origin'>,
  why: string,
  code: ErrorCode,
  suggestions: readonly string[] = [],
): DevstackError {
  return new DevstackError(`cannot use configuration option ${section}.${option} (${origin}): ${why}`, {
    code,
    suggestions,
  });
}

export function cannotRead({origin, message}: LayerProblem): DevstackError {
  return new DevstackError(`cannot read configuration (${origin}): ${message}`, {code: 'DEVSTACK_ERR_CONFIG_SYNTAX'});
}
