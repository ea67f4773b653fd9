import {expect, test} from 'vitest';
import {parseMemoryDirectories} from './memory-directories.ts';

test('directories in /run are found in what a package says of temporary files', () => {
  const text = `# a comment of /run/none
d /run/mysqld 0755 mysql root -
D! /var/run/rabbitmq/pid 0750 rabbitmq rabbitmq
d /run/rabbitmq/
d /var/lib/mysql 0700 mysql mysql -
d /run/user/%U 0700
f /run/file 0644
`;
  expect(parseMemoryDirectories(text)).toEqual(['/run/rabbitmq/pid', '/run/rabbitmq', '/run/mysqld']);
});
