import type {EngineSettings} from '../settings.ts';
import type {LayerProblem, LayerReading, Setting} from './layer.ts';

const SET = /^([^.=\s]+)\.([^=\s]+)=(.*)$/s;

/** `--set section.option=value`; the value is taken as it is. */
export function readSetLayer(set: readonly string[], cwd: string): LayerReading {
  const settings: Setting[] = [];
  const problems: LayerProblem[] = [];
  for (const argument of set) {
    const match = SET.exec(argument);
    if (match === null)
      problems.push({origin: '--set', message: `expected section.option=value, found '${withoutValue(argument)}'`});
    else settings.push(argumentSetting('--set', match[1]!, match[2]!, match[3]!, cwd));
  }
  return {settings, problems};
}

/** Options that have a flag of their own. */
export function readFlagLayer(
  flags: Pick<EngineSettings, 'persona' | 'directory' | 'runner'>,
  cwd: string,
): readonly Setting[] {
  return (['persona', 'directory', 'runner'] as const).flatMap((option) => {
    const value = flags[option];
    return value === undefined ? [] : [argumentSetting(`--${option}`, 'default', option, value, cwd)];
  });
}

function argumentSetting(origin: string, section: string, option: string, value: string, cwd: string): Setting {
  return {section, option, value, origin, interpreted: false, directory: cwd};
}

/** A value may be a secret even where the rest is wrong. */
function withoutValue(argument: string): string {
  const equals = argument.indexOf('=');
  return equals === -1 ? argument : `${argument.slice(0, equals)}=...`;
}
