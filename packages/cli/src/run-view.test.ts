import {describe, expect, test} from 'vitest';
import {plainPaint} from './paint.ts';
import {renderRun} from './run-view.ts';
import {runReport} from './testing/reports.ts';

const options = {paint: plainPaint};

describe('a run', () => {
  test('says what it did and how long its phases took', () => {
    expect(renderRun(runReport(), options)).toEqual([
      'start done in 2.4s: 3 steps, 1 done, 1 changed, 1 as they should be',
      '  time  configure 0.1s  start 2.3s',
    ]);
  });

  test('of up adds endpoints and how to use them', () => {
    expect(renderRun(runReport({phases: {}}), {...options, envCommand: 'devstack env -d /srv/cloud'})).toEqual([
      'start done in 2.4s: 3 steps, 1 done, 1 changed, 1 as they should be',
      'endpoints',
      '  identity  http://127.0.0.1:5000/v3',
      'use it',
      '  eval "$(devstack env -d /srv/cloud)"',
    ]);
  });

  test('lists what it kept and why', () => {
    const report = runReport({
      action: 'uninstall',
      phases: {},
      steps: [{id: 'a', title: 'a', outcome: 'reverted', startedMs: 0, ms: 1}],
      kept: [{what: '/etc/my.cnf', why: 'it was changed after devstack wrote it'}],
    });
    expect(renderRun(report, options)).toEqual([
      'uninstall done in 2.4s: 1 step, 1 taken back',
      'kept, because it is not ours:',
      '  /etc/my.cnf: it was changed after devstack wrote it',
    ]);
  });
});

describe('a run with nothing to do is one line', () => {
  test.each([
    ['install', 'nothing to do: database, keystone are installed (0.4s)'],
    ['start', 'nothing to do: database, keystone are installed and running (0.4s)'],
    ['stop', 'nothing to do: no service runs (0.4s)'],
    ['uninstall', 'nothing to do: nothing is installed in /srv/cloud (0.4s)'],
  ] as const)('%s', (action, line) => {
    expect(renderRun(runReport({action, unchanged: true, ms: 400}), {...options, envCommand: 'devstack env'})).toEqual([
      line,
    ]);
  });
});
