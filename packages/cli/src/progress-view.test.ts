import type {EngineEvent} from '@devstack/engine';
import {DevstackError} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {plainPaint} from './paint.ts';
import {advance, startProgress} from './progress-state.ts';
import {renderEvent, renderLive} from './progress-view.ts';

const done = {type: 'step-done', id: 'keystone/file:/etc/k.conf', title: 'file /etc/k.conf', ms: 12} as const;

function lineOf(event: EngineEvent, verbosity = 0): string | undefined {
  return renderEvent(event, {paint: plainPaint, verbosity, elapsedMs: 12_345});
}

describe('a finished step', () => {
  test('is one line with the time since the run began', () => {
    expect(lineOf({...done, outcome: 'applied'})).toBe('  12.3s  keystone    file /etc/k.conf');
  });

  test('says what happened when it was not simply done, and how long it took when that is long', () => {
    expect(lineOf({...done, outcome: 'changed', ms: 4200})).toBe(
      '  12.3s  keystone    file /etc/k.conf  changed  4.2s',
    );
    expect(lineOf({...done, outcome: 'reverted'})).toBe('  12.3s  keystone    file /etc/k.conf  taken back');
  });

  test('that was as it should be leaves no line, unless everything is wanted', () => {
    expect(lineOf({...done, outcome: 'present'})).toBeUndefined();
    expect(lineOf({...done, outcome: 'present'}, 2)).toBe('  12.3s  keystone    file /etc/k.conf  as it should be');
  });

  test('of several components has no component', () => {
    expect(lineOf({...done, id: 'shared/packages:apt', title: 'packages apt', outcome: 'applied'})).toBe(
      '  12.3s              packages apt',
    );
  });
});

test('a failed step says so; its error comes later', () => {
  const error = new DevstackError('cannot x', {code: 'DEVSTACK_ERR_COMMAND'});
  expect(lineOf({...done, type: 'step-failed', error})).toBe('  12.3s  keystone    file /etc/k.conf  failed');
});

test('a part of a check is a line with the check', () => {
  const part = {type: 'check-step', check: 'identity', title: 'token by password', ms: 1200} as const;
  expect(lineOf(part)).toBe('  12.3s  identity    token by password  1.2s');
  const error = new DevstackError('cannot x', {code: 'DEVSTACK_ERR_COMMAND'});
  expect(lineOf({...part, error})).toBe('  12.3s  identity    token by password  failed  1.2s');
});

describe('notes and logs', () => {
  test.each([
    [{type: 'note', message: 'm'}, ['note: m', 'note: m', 'note: m']],
    [{type: 'log', level: 'warn', message: 'm'}, ['warning: m', 'warning: m', 'warning: m']],
    [{type: 'log', level: 'info', message: 'm'}, [undefined, 'm', 'm']],
    [{type: 'log', level: 'debug', message: 'm'}, [undefined, undefined, 'm']],
  ] as const)('%o appears as the verbosity grows', (event, lines) => {
    expect([0, 1, 2].map((verbosity) => lineOf(event, verbosity))).toEqual(lines);
  });
});

describe('the live region', () => {
  const events: EngineEvent[] = [
    {type: 'run-started', action: 'start', total: 9},
    {type: 'step-started', id: 'a/b:1', title: 'directory 1'},
    {type: 'step-done', id: 'a/b:1', title: 'directory 1', outcome: 'present', ms: 1},
    {type: 'step-started', id: 'database/packages:apt', title: 'packages apt'},
    {type: 'step-progress', id: 'database/packages:apt', what: 'unpacking', done: 3, total: 8},
    {type: 'step-started', id: 'keystone/python:env', title: 'python environment'},
    {type: 'step-progress', id: 'keystone/python:env', what: 'resolving'},
  ];
  const state = events.reduce((before, event) => advance(before, event, 1000), startProgress(0));

  test('shows how far the run is, and each running step', () => {
    expect(renderLive(state, {paint: plainPaint, nowMs: 3500, columns: 80, rows: 24})).toEqual([
      'start  1/9  3.5s',
      '   2.5s  database    packages apt: unpacking 37%',
      '   2.5s  keystone    python environment: resolving',
    ]);
    expect(state.present).toBe(1);
  });

  test('is never wider or higher than the terminal', () => {
    const lines = renderLive(state, {paint: plainPaint, nowMs: 3500, columns: 24, rows: 4});
    expect(lines).toEqual(['start  1/9  3.5s', '   2.5s  database    p…', '  and 1 more']);
    expect(lines.every((line) => line.length < 24)).toBe(true);
  });

  test('says what goes on before there are steps', () => {
    expect(renderLive(startProgress(0), {paint: plainPaint, nowMs: 400, columns: 80, rows: 24})).toEqual([
      'looking at the machine  0.4s',
    ]);
  });
});
