import type {ServiceSpec} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {readStopPolicy, renderEnvironment, renderService, type Surroundings, withStopPolicy} from './unit-conf.ts';
import {sharedNames, stemOf, unitNames} from './unit-names.ts';

const spec: ServiceSpec = {
  id: 'keystone/api',
  argv: ['/opt/openstack/venv/bin/uwsgi', '--ini', '/opt/openstack/etc/100%.ini', 'a "b" $c\n'],
  cwd: '/',
  env: {PATH: '/usr/bin:/bin', PASSWORD: 'secret'},
  owner: {user: 'devstack', group: 'devstack'},
  logFile: '/opt/openstack/log/keystone/api.log',
  runDirectory: '/opt/openstack/run/keystone',
  stop: {signal: 'SIGQUIT', graceMs: 20_000},
  restart: {when: 'on-failure', limit: 5, windowMs: 60_000},
};
const around: Surroundings = {
  scope: 'system',
  version: 252,
  directory: '/etc/systemd/system',
  after: ['database.service'],
  inherited: ['LANG', 'PATH', 'MINE'],
};

function linesOf(changes: Partial<ServiceSpec> = {}, other: Partial<Surroundings> = {}): string[] {
  const given = {...spec, ...changes};
  const names = unitNames(given);
  return renderService(given, names, sharedNames(stemOf(names)), {...around, ...other}).split('\n');
}

describe('the unit file of a service', () => {
  test('has its program, account, directory and place', () => {
    const lines = linesOf();
    expect(lines).toContain(
      'ExecStart=@"/opt/openstack/venv/bin/uwsgi" "/opt/openstack/venv/bin/uwsgi" "--ini" "/opt/openstack/etc/100%%.ini" "a \\"b\\" $$c\\n"',
    );
    expect(lines).toEqual(expect.arrayContaining(['Type=exec', 'User=devstack', 'Group=devstack', 'UMask=0077']));
    expect(lines).toContain('After=network-online.target database.service');
    expect(lines.find((line) => line.startsWith('Slice='))).toMatch(/^Slice=devstack-openstack_\w{8}\.slice$/);
  });

  test('holds no value of the environment, and unsets what was not asked for', () => {
    const lines = linesOf();
    expect(lines.join('\n')).not.toContain('secret');
    const unset = lines.find((line) => line.startsWith('UnsetEnvironment='))!.slice('UnsetEnvironment='.length);
    expect(unset.split(' ')).toEqual(expect.arrayContaining(['MINE', 'LANG', 'HOME', 'INVOCATION_ID']));
    expect(unset.split(' ')).not.toContain('PATH');
  });

  test('lets it be started again as often as its policy says', () => {
    const expected = ['Restart=on-failure', 'StartLimitBurst=6', 'StartLimitIntervalSec=60000ms', 'RestartSec=500ms'];
    expect(linesOf()).toEqual(expect.arrayContaining(expected));
    expect(linesOf({}, {version: 254})).toContain('RestartMaxDelaySec=30s');
    expect(linesOf().some((line) => line.startsWith('RestartSteps='))).toBe(false);
    const never = linesOf({restart: {...spec.restart, when: 'never'}});
    expect(never).toEqual(expect.arrayContaining(['Restart=no', 'StartLimitIntervalSec=0']));
  });

  test('makes it a service that says when it is ready, if it was given an address for that', () => {
    expect(linesOf({env: {NOTIFY_SOCKET: '@there'}})).toContain('Type=notify');
    expect(renderEnvironment({NOTIFY_SOCKET: '@there', A: 'b'})).toBe('A="b"\n');
  });

  test('restricts a service of the system user, and none that runs as root', () => {
    expect(linesOf()).toEqual(expect.arrayContaining(['NoNewPrivileges=yes', 'ProtectSystem=full', 'PrivateTmp=yes']));
    expect(linesOf({owner: {user: 'root', group: 'root'}}).filter((line) => /^(No|Pr|Re)\w+=yes/.test(line))).toEqual(
      [],
    );
  });

  test('leaves the shared /tmp to a service that is told of a path in it', () => {
    expect(linesOf({env: {SOCKET: 'unix:/tmp/socket'}})).not.toContain('PrivateTmp=yes');
    expect(linesOf({cwd: '/var/tmp'})).not.toContain('PrivateTmp=yes');
    expect(linesOf({cwd: '/opt/tmp'})).toContain('PrivateTmp=yes');
  });

  test('of a user names no account and no network', () => {
    const lines = linesOf({}, {scope: 'user'});
    expect(lines.filter((line) => /^(User|Group|ProtectSystem)=/.test(line))).toEqual([]);
    expect(lines).toContain('After=database.service');
  });
});

describe('the stop policy', () => {
  const unit = linesOf().join('\n');

  test('can be read from the unit file and replaced in it', () => {
    expect(readStopPolicy(unit)).toEqual({signal: 'SIGQUIT', graceMs: 20_000});
    const changed = withStopPolicy(unit, {signal: 'SIGINT', graceMs: 5});
    expect(readStopPolicy(changed)).toEqual({signal: 'SIGINT', graceMs: 5});
    expect(withStopPolicy(changed, spec.stop)).toBe(unit);
  });

  test('without any time is not one with any time', () => {
    expect(linesOf({stop: {signal: 'SIGTERM', graceMs: 0}})).toContain('TimeoutStopSec=1ms');
  });
});
