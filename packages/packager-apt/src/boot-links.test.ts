import {expect, test} from 'vitest';
import {bootLinks} from './boot-links.ts';

const owners = new Map([
  ['/usr/lib/systemd/system/mariadb.service', ['mariadb-server']],
  ['/usr/lib/systemd/system/getty@.service', ['systemd']],
  ['/usr/lib/systemd/system/ours@.service', ['mariadb-server']],
  ['/etc/init.d/old', ['mariadb-server']],
]);
const listed = (paths: readonly string[]) => paths.map((path) => ({path, type: 'l', since: 0}));
const wants = '/etc/systemd/system/multi-user.target.wants';

test('services of new packages are found by what starts them with the machine', () => {
  const ours = [`${wants}/mariadb.service`, `${wants}/ours@one.service`, '/etc/rc3.d/S01old'];
  expect(bootLinks(listed(ours), owners, ['mariadb-server'])).toEqual(ours);
});

test('what starts other services, stops some or is no link of that kind stays', () => {
  const others = [
    `${wants}/getty@tty1.service`,
    `${wants}/devstack-openstack.target`,
    '/etc/rc3.d/K01old',
    '/etc/systemd/system/mysql.service',
  ];
  expect(bootLinks(listed(others), owners, ['mariadb-server'])).toEqual([]);
});
