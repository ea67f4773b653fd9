import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {listenCommand} from './notify-commands.ts';
import {openNotifySocket} from './notify-socket.ts';

const SAY = `use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0);
  send($s, $ARGV[1], 0, pack('Sa*', AF_UNIX, "\\0" . substr($ARGV[0], 1))) or die $!;`;

test('a service is ready when it says READY=1, and not when it says something else', async () => {
  const host = createTestHost();
  const socket = await openNotifySocket(host, 'test/api');
  const say = (text: string) => host.run(['perl', '-e', SAY, socket.address, text]);
  await say('STATUS=NOT READY=1 yet\nREADY=10');
  expect(socket.isReady()).toBe(false);
  await say('MAINPID=7\nREADY=1\nSTATUS=at work');
  await expect.poll(() => socket.isReady()).toBe(true);
  await socket.close();
});

test('nobody listens any more when the start has ended', async () => {
  const host = createTestHost();
  const socket = await openNotifySocket(host, 'test/api');
  await socket.close();
  expect(socket.isReady()).toBe(false);
  await expect(host.run(['perl', '-e', SAY, socket.address, 'READY=1'])).rejects.toThrow();
});

test.each(['perl', 'python3'] as const)('%s listens where the other program is missing', async (program) => {
  const host = createTestHost();
  if ((await host.which(program)) === undefined) await host.run(['apt-get', 'install', '-y', program]);
  const listening = Promise.withResolvers<void>();
  const name = `devstack-test-${process.pid}-${program}`;
  const ended = host.run(listenCommand(program, name), {onLine: () => listening.resolve()});
  await listening.promise;
  for (const text of ['READY=0', 'X=1\nREADY=1']) await host.run(['perl', '-e', SAY, `@${name}`, text]);
  expect((await ended).stdout).toBe('listening\n');
});
