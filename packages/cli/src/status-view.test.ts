import {describe, expect, test} from 'vitest';
import {plainPaint} from './paint.ts';
import {isAllWell, renderStatus} from './status-view.ts';
import {serviceRow, statusReport} from './testing/reports.ts';

const options = {paint: plainPaint, nowMs: 125_000, startCommand: 'devstack up'};

describe('status', () => {
  test('is a row for each service', () => {
    const report = statusReport({
      services: [
        serviceRow(),
        serviceRow({
          service: 'database/mariadb',
          status: {state: 'exited', code: 1, signal: null, atMs: 5000},
          ports: [],
        }),
        serviceRow({
          service: 'x/y',
          status: {state: 'failed', restarts: 5, code: null, signal: 'SIGKILL'},
          health: 'failing',
        }),
        serviceRow({service: 'x/z', status: {state: 'restarting', restarts: 2}, health: 'unknown', ports: [1, 2]}),
        serviceRow({service: 'x/s', status: {state: 'stopped'}, health: 'unknown'}),
      ],
    });
    expect(renderStatus(report, options)).toEqual([
      'SERVICE           STATE           RUNNER   PID  PORT  HEALTH   MEMORY   SINCE',
      'keystone/api      running         fork    4711  5000  ok       132 MB  2m 05s',
      'database/mariadb  exited 1        fork       -     -  ok            -  2m 00s',
      'x/y               failed SIGKILL  fork       -  5000  failing       -       -',
      'x/z               restarting 2    fork       -   1,2  unknown       -       -',
      'x/s               stopped         fork       -  5000  unknown       -       -',
    ]);
  });

  test('of nothing says so, with the command that changes it', () => {
    expect(renderStatus(statusReport({installed: [], services: []}), options)).toEqual([
      'nothing is installed in /srv/cloud; start with: devstack up',
    ]);
    expect(renderStatus(statusReport({services: []}), options)).toEqual([
      'keystone: installed in /srv/cloud, no service runs; start with: devstack up',
    ]);
  });
});

test('status after a reboot says why nothing runs, and what to do', () => {
  const ended = serviceRow({status: {state: 'stopped', reason: 'reboot'}, health: 'unknown'});
  expect(renderStatus(statusReport({services: [ended]}), options).slice(1)).toEqual([
    'keystone/api  stopped  fork      -  5000  unknown       -      -',
    '',
    'keystone/api has not been started since the machine was; start with: devstack up',
  ]);
  expect(renderStatus(statusReport({services: [ended, ended]}), options).at(-1)).toBe(
    '2 services have not been started since the machine was; start with: devstack up',
  );
});

describe('all is well', () => {
  test('when every service runs, also one without a health check', () => {
    expect(isAllWell(statusReport({services: [serviceRow(), serviceRow({health: 'unknown'})]}))).toBe(true);
  });

  test('not when nothing is there, or one does not run, or one fails its check', () => {
    expect(isAllWell(statusReport({services: []}))).toBe(false);
    expect(isAllWell(statusReport({services: [serviceRow({status: {state: 'stopped'}})]}))).toBe(false);
    expect(isAllWell(statusReport({services: [serviceRow({health: 'failing'})]}))).toBe(false);
  });
});
