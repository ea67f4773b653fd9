import {randomUUID} from 'node:crypto';
import {DevstackError, type Host} from '@devstack/sdk';
import {listenCommand} from './notify-commands.ts';

/** Where a service says that it is ready, as sd_notify(3) does. */
export interface NotifySocket {
  /** The value of NOTIFY_SOCKET. */
  readonly address: string;
  isReady(): boolean;
  close(): Promise<void>;
}

/** Listens until it is closed. Belongs to one start: a service that its runner starts again speaks to nobody, which is no error for it. */
export async function openNotifySocket(host: Host, service: string): Promise<NotifySocket> {
  const program = (await host.which('perl')) === undefined ? 'python3' : 'perl';
  const name = `devstack-${randomUUID()}`;
  const closing = new AbortController();
  let ready = false;
  const listening = Promise.withResolvers<void>();
  const running = host
    .run(listenCommand(program, name), {
      signal: closing.signal,
      onLine: (line) => line === 'listening' && listening.resolve(),
    })
    .then(
      () => {
        ready = true;
      },
      (cause: unknown) => {
        listening.reject(
          new DevstackError(`cannot wait for ${service}: there is no socket for it to say that it is ready`, {
            code: 'DEVSTACK_ERR_COMMAND',
            cause,
          }),
        );
      },
    );
  await listening.promise;
  return {
    address: `@${name}`,
    isReady: () => ready,
    async close() {
      closing.abort();
      await running;
    },
  };
}
