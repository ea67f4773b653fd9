import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {requireTerminal} from './attach-terminal.ts';
import {splitAtLeave} from './terminal-keys.ts';
import {onTerminal} from './testing/on-terminal.ts';
import {fakeCliArgv} from './testing/spawn-cli.ts';

/** A terminal as a shell leaves it, before and after: whether lines are edited, keys shown, and Ctrl-C is a signal. */
const after = 'echo "status $?"; stty -a | grep -oE -e "-?(icanon|echo|isig)\\b" | tr "\\n" " "';

async function attach(server: string, keys: string): Promise<string> {
  const typed = ['Ctrl-] leaves', keys] as const;
  const {stdout} = await onTerminal([...fakeCliArgv, 'console', server, '--attach'], {typed, after});
  return stripVTControlCharacters(stdout).replaceAll('\r', '');
}

test('what was typed before Ctrl-] is for the server, what comes after it for nobody', () => {
  expect(splitAtLeave(Buffer.from('ls\u0003'))).toEqual({typed: Buffer.from('ls\u0003'), isLeft: false});
  expect(splitAtLeave(Buffer.from('ls\u001dxy\u001d'))).toEqual({typed: Buffer.from('ls'), isLeft: true});
  expect(splitAtLeave(Buffer.from('\u001d'))).toEqual({typed: Buffer.of(), isLeft: true});
});

test('every key reaches the server, Ctrl-C and Ctrl-D too, until Ctrl-] leaves and the terminal is as before', async () => {
  const shown = await attach('web', 'a\u0003\u0004\r\u001d');
  expect(shown).toContain('attached to web: Enter shows its prompt, Ctrl-] leaves\n[a\u0003\u0004]');
  expect(shown).toContain('\nleft web\nstatus 0\nisig icanon echo ');
});

test.each([
  ['a server that ends', 'bye', 'the console of web has ended: the server was stopped or deleted\nstatus 0'],
  ['a signal', 'term', 'left web\nstatus 130'],
])('%s ends it, and the terminal is as before', async (_what, keys, end) => {
  expect(await attach('web', keys)).toContain(`[${keys}]\n${end}\nisig icanon echo `);
});

test('a server that nothing runs in says what does', async () => {
  const {stdout} = await onTerminal([...fakeCliArgv, 'console', 'fake', '--attach'], {after});
  const shown = stripVTControlCharacters(stdout).replaceAll('\r', '');
  expect(shown).toContain('cannot attach to the console of fake: its hypervisor runs nothing that one can type at');
  expect(shown).toContain('a cloud with real guests is made by root');
  expect(shown).toContain('status 2\nisig icanon echo ');
});

test('without a terminal, and with --json, it says what to do instead', () => {
  const [tty, pipe] = [{isTTY: true}, {isTTY: false}];
  const refusal = (stdin: {isTTY: boolean}, stdout: {isTTY: boolean}, isJson: boolean) => () =>
    requireTerminal('web', {stdin, stdout, isJson});
  expect(refusal(tty, tty, false)).not.toThrow();
  for (const [stdin, stdout] of [
    [pipe, tty],
    [tty, pipe],
  ] as const) {
    expect(refusal(stdin, stdout, false)).toThrow('standard input and output are no terminal');
  }
  expect(refusal(tty, tty, true)).toThrow(
    expect.objectContaining({
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: ['only watch: devstack console web --follow'],
    }),
  );
});
