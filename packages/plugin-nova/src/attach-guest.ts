import {type Argv, type ConsoleTerminal, type Host, messageOf} from '@devstack/sdk';
import {cannotAttach, cannotRun} from './console-errors.ts';
import {CONSOLE_PROGRAM} from './console-program.ts';
import type {Server} from './server-console.ts';

const LEFT = 0;
const FAILED = 1;
const ENDED = 3;

/** @param uri of libvirt, where a guest has the id of its server */
function consoleCommand(uri: string, id: string): Argv {
  return ['python3', '-c', CONSOLE_PROGRAM, uri, id];
}

/** Joins the terminal with the serial console of a guest of libvirt. QEMU itself writes the log, whoever is attached. */
export async function attachGuest(
  host: Pick<Host, 'run'>,
  uri: string,
  {id, name}: Server,
  terminal: ConsoleTerminal,
): Promise<'left' | 'ended'> {
  const argv = consoleCommand(uri, id);
  const attached = Promise.withResolvers<void>();
  const running = host.run(argv, {
    privileged: "libvirt's socket belongs to root",
    accept: [LEFT, FAILED, ENDED],
    input: terminal.typed,
    onLine(line, from) {
      if (from !== 'stderr' || line !== 'attached') return;
      terminal.onAttached();
      attached.resolve();
    },
    async onOutput(piece) {
      await attached.promise;
      await terminal.show(piece);
    },
  });
  const {code, stderr} = await running.catch((error: unknown) => {
    throw cannotRun(name, messageOf(error).replace(argv.join(' '), 'python3'), error);
  });
  if (code === FAILED) throw cannotAttach(name, stderr);
  return code === LEFT ? 'left' : 'ended';
}
