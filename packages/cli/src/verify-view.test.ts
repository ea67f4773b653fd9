import {expect, test} from 'vitest';
import {plainPaint} from './paint.ts';
import {verifyReport} from './testing/reports.ts';
import {renderVerification} from './verify-view.ts';

test('each check is a line, and the last line says how it went', () => {
  expect(renderVerification(verifyReport(), plainPaint)).toEqual([
    'ok      keystone  identity  2 parts, 0.3s',
    'passed: 1 check in 0.4s',
  ]);
});

test('a check that failed says how, with the log and what to do', () => {
  const [check] = verifyReport().checks;
  const error = {message: 'cannot get a token: 401', suggestions: ['devstack status'], output: ['a log line']};
  expect(renderVerification(verifyReport({passed: false, checks: [{...check!, error}]}), plainPaint)).toEqual([
    'failed  keystone  identity  2 parts, 0.3s',
    '  cannot get a token: 401',
    '     | a log line',
    '  try: devstack status',
    'failed: 1 check in 0.4s',
  ]);
});

test('without checks it says so', () => {
  expect(renderVerification(verifyReport({checks: []}), plainPaint)).toEqual([
    'nothing to verify: no check belongs to what is installed',
  ]);
});
