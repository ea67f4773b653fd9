import {boolean, string} from '@oclif/core/flags';

const helpGroup = 'CONFIGURATION';

/** What every command understands that works on an installation. */
export const engineFlags = {
  directory: string({
    char: 'd',
    helpValue: 'ROOT',
    helpGroup,
    summary: 'Directory of the installation; ~/openstack unless configured.',
  }),
  persona: string({
    char: 'p',
    helpValue: 'NAME|FILE',
    helpGroup,
    summary: 'Which components, subsystems and options.',
  }),
  set: string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'SECTION.OPTION=VALUE',
    helpGroup,
    summary: 'Set a configuration option; may be repeated.',
  }),
  config: string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup,
    summary: 'Read a configuration file as well; may be repeated.',
  }),
  runner: string({
    helpValue: 'NAME',
    helpGroup,
    summary: 'What starts and watches services.',
  }),
  'no-prompt': boolean({summary: 'Never ask; generate what is missing.'}),
  verbose: boolean({char: 'v', summary: 'Say more: -v notes, -vv everything.'}),
};

export interface EngineFlags {
  readonly directory?: string | undefined;
  readonly persona?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly config?: readonly string[] | undefined;
  readonly runner?: string | undefined;
  readonly 'no-prompt'?: boolean;
}

/** How often `-v` was given. oclif makes one flag of `-vv`, the tokens know. */
export function countVerbose(raw: readonly {readonly type: string; readonly flag?: string}[]): number {
  return raw.filter((token) => token.type === 'flag' && token.flag === 'verbose').length;
}
