import type {ReadStream, WriteStream} from 'node:tty';
import {DevstackError, type ServerConsole} from '@devstack/sdk';
import {TerminalKeys} from './terminal-keys.ts';

interface Streams {
  readonly stdin: Pick<ReadStream, 'isTTY'>;
  readonly stdout: Pick<WriteStream, 'isTTY'>;
  readonly isJson: boolean;
}

/** Throws where nobody can type and see what comes of it. */
export function requireTerminal(server: string, {stdin, stdout, isJson}: Streams): void {
  if (stdin.isTTY && stdout.isTTY && !isJson) return;
  const reason = isJson ? 'that is for a person, and --json is not' : 'standard input and output are no terminal';
  throw new DevstackError(`cannot attach to the console of ${server}: ${reason}`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: [
      `only watch: devstack console ${server} --follow`,
      ...(isJson ? [] : [`through ssh: ssh -t HOST devstack console ${server} --attach`]),
    ],
  });
}

/** This process's terminal is the server's console until somebody leaves. */
export async function attachTerminal(server: ServerConsole): Promise<'left' | 'ended' | 'interrupted'> {
  if (server.attach === undefined) throw hasNoConsole(server.name);
  const {stdin, stdout, stderr} = process;
  const keys = new TerminalKeys(stdin);
  stdout.on('error', keys.leave);
  try {
    const how = await server.attach({
      typed: keys.typed,
      onAttached: () => void stderr.write(`attached to ${server.name}: Enter shows its prompt, Ctrl-] leaves\n`),
      show: (piece) => void stdout.write(piece),
    });
    return keys.isInterrupted ? 'interrupted' : how;
  } finally {
    keys.close();
  }
}

function hasNoConsole(server: string): DevstackError {
  return new DevstackError(
    `cannot attach to the console of ${server}: its hypervisor runs nothing that one can type at`,
    {
      code: 'DEVSTACK_ERR_UNSUPPORTED',
      suggestions: ['a cloud with real guests is made by root: devstack up -p cloud'],
    },
  );
}
