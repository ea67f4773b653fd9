import {DevstackError} from '@devstack/sdk';

/** libvirt's numbers: there is no such guest, or it is defined and does not run; another client has its console. */
const NOT_RUNNING = ['42', '55'];
const IN_USE = '9';
/** Of a guest whose QEMU has just begun. */
const STARTING = /not using a PTY/;

export function notRunning(name: string): DevstackError {
  return new DevstackError(`cannot show the console of ${name}: the server does not run`, {
    code: 'DEVSTACK_ERR_NOT_FOUND',
    suggestions: [`openstack server start ${name}`],
  });
}

/** @param said standard error of the program that attaches: a number of libvirt's and a sentence, or what ended it before */
export function cannotAttach(name: string, said: string): DevstackError {
  const lines = said.trimEnd().split('\n');
  const [, number = '', sentence] = /^(\d+) (.*)$/.exec(lines.at(-1) ?? '') ?? [];
  if (NOT_RUNNING.includes(number)) return notRunning(name);
  if (number === IN_USE) return inUse(name);
  return new DevstackError(`cannot attach to the console of ${name}: ${sentence ?? 'libvirt cannot be asked'}`, {
    code: 'DEVSTACK_ERR_COMMAND',
    output: sentence === undefined ? lines : [],
    suggestions: [STARTING.test(said) ? 'it is being started: try again in a moment' : 'devstack status libvirt'],
  });
}

/** @param reason without the text of the program, which the cause has and nobody wants to read */
export function cannotRun(name: string, reason: string, cause: unknown): DevstackError {
  const {code, suggestions} = DevstackError.is(cause)
    ? cause
    : ({code: 'DEVSTACK_ERR_COMMAND', suggestions: []} as const);
  return new DevstackError(`cannot attach to the console of ${name}: ${reason}`, {code, suggestions});
}

function inUse(name: string): DevstackError {
  return new DevstackError(`cannot attach to the console of ${name}: another terminal is attached to it`, {
    code: 'DEVSTACK_ERR_COMMAND',
    suggestions: ['leave it there with Ctrl-]', `or only watch: devstack console ${name} --follow`],
  });
}
