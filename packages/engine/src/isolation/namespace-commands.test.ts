import {expect, test} from 'vitest';
import {attachInside, enterCommand, insideBatch, outsideBatch, startCommand} from './namespace-commands.ts';

const plan = {link: 'devstackabcdef', outside: '10.231.0.1', inside: '10.231.0.2'};

test('a program is entered with its directory, and changes to its account inside', () => {
  const entered = 'nsenter -t 7 --net --mount --ipc --pid --';
  expect(enterCommand(7, ['ls', '-l'], '/srv').join(' ')).toBe(`${entered} env -C /srv -- ls -l`);
  expect(enterCommand(7, ['id'], '/', {uid: 10, gid: 20}).join(' ')).toBe(
    `${entered} env -C / -- setpriv --reuid=10 --regid=20 --clear-groups -- id`,
  );
  expect(attachInside(7, ['screen', '-x']).join(' ')).toBe(`${entered} screen -x`);
});

test('what is entered may have any characters in its arguments', () => {
  expect(enterCommand(7, ['echo', '$(x) "', '--', 'A=b'], '/a b').slice(-6)).toEqual([
    '/a b',
    '--',
    'echo',
    '$(x) "',
    '--',
    'A=b',
  ]);
});

test('both ends of the link get an address, and the way out leads over the machine', () => {
  expect(outsideBatch(plan, 7)).toBe(
    'link add devstackabcdef type veth peer name eth0 netns 7\naddress add 10.231.0.1/30 dev devstackabcdef\nlink set devstackabcdef up\n',
  );
  expect(insideBatch(plan)).toBe(
    'address add 10.231.0.2/30 dev eth0\nlink set eth0 up\nroute add default via 10.231.0.1\n',
  );
});

test('paths reach the script as parameters, never as text of it', () => {
  const [shell, option, script, ...parameters] = startCommand('/a b/n', '/a b/n/record', 'some-id', '');
  expect([shell, option]).toEqual(['sh', '-c']);
  expect(script).not.toContain('/a b');
  expect([parameters[0], parameters[1], ...parameters.slice(3)]).toEqual([
    'sh',
    '/a b/n',
    'devstack-namespace',
    '/a b/n/record',
    'some-id',
    '',
  ]);
});
