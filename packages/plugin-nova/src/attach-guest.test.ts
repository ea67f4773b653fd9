import {execFileSync} from 'node:child_process';
import {type ConsoleTerminal, DevstackError, type Host, type RunOptions, type RunResult} from '@devstack/sdk';
import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {attachGuest} from './attach-guest.ts';
import {CONSOLE_PROGRAM} from './console-program.ts';

const server = {id: '83679162-1378-4288-a2d4-70e13ec132aa', name: 'web'};
const uri = 'qemu+unix:///system?socket=/nowhere';

/** Notes what a terminal is told, in order. */
function terminal(): ConsoleTerminal & {readonly heard: string[]} {
  const heard: string[] = [];
  const never: AsyncIterable<Uint8Array> = {[Symbol.asyncIterator]: () => ({next: () => new Promise(() => undefined)})};
  return {
    heard,
    typed: never,
    onAttached: () => void heard.push('attached'),
    show: (piece) => void heard.push(Buffer.from(piece).toString()),
  };
}

type Act = (options: RunOptions) => Promise<Partial<RunResult>>;

const hostThat = (act: Act): Pick<Host, 'run'> => ({
  run: async (_argv, options = {}) => ({code: 0, stdout: '', stderr: '', ...(await act(options))}),
});
const attach = (act: Act, at = terminal()) => attachGuest(hostThat(act), uri, server, at);

test('the program is one that Python understands', () => {
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {input: CONSOLE_PROGRAM});
});

test('what the guest prints is shown after it is said that the terminal is attached, and root does it', async () => {
  const at = terminal();
  const how = await attach(async ({input, privileged, onLine, onOutput}) => {
    expect(input).toBe(at.typed);
    expect(privileged).toContain('root');
    const shown = onOutput?.(Buffer.from('login:'));
    onLine?.('attached', 'stderr');
    await shown;
    return {};
  }, at);
  expect(how).toBe('left');
  expect(at.heard).toEqual(['attached', 'login:']);
});

test('a guest that ends is told from a person who leaves', async () => {
  expect(await attach(async () => ({code: 3}))).toBe('ended');
});

test.each([
  ["42 Domain not found: no domain with matching uuid '8'", 'DEVSTACK_ERR_NOT_FOUND', 'the server does not run'],
  ['55 Requested operation is not valid: domain is not running', 'DEVSTACK_ERR_NOT_FOUND', 'the server does not run'],
  ['9 operation failed: Active console session exists', 'DEVSTACK_ERR_COMMAND', 'another terminal is attached to it'],
  ["38 Failed to connect socket to '/x': No such file", 'DEVSTACK_ERR_COMMAND', "Failed to connect socket to '/x'"],
  ['Traceback\nOSError: libvirt.so.0: cannot open', 'DEVSTACK_ERR_COMMAND', 'libvirt cannot be asked'],
])('%j says what is the matter', async (stderr, code, reason) => {
  await expect(attach(async () => ({code: 1, stderr: `${stderr}\n`}))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(reason),
  });
});

test('a program that cannot be run is not shown whole', async () => {
  const failing: Pick<Host, 'run'> = {
    run: async (argv) => {
      throw new DevstackError(`cannot run nsenter -- ${argv.join(' ')}: ended by SIGKILL`, {
        code: 'DEVSTACK_ERR_COMMAND',
        suggestions: ['again'],
      });
    },
  };
  await expect(attachGuest(failing, uri, server, terminal())).rejects.toMatchObject({
    message: 'cannot attach to the console of web: cannot run nsenter -- python3: ended by SIGKILL',
    suggestions: ['again'],
  });
});

test('a libvirt that is not there is no bug', async () => {
  const host = createTestHost();
  const asOneself: Pick<Host, 'run'> = {
    run: (argv, {privileged: _, ...options} = {}) => host.run(argv, options),
  };
  await expect(attachGuest(asOneself, uri, server, terminal())).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_COMMAND',
    message: expect.stringMatching(/^cannot attach to the console of web: (libvirt cannot be asked|.*\/nowhere)/),
  });
});
