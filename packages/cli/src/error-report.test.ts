import {DevstackError} from '@devstack/sdk';
import {CLIError, ExitError} from '@oclif/core/errors';
import {describe, expect, test} from 'vitest';
import {describeError, exitStatusOf} from './error-report.ts';
import {errorDocument, renderError} from './error-view.ts';
import {plainPaint} from './paint.ts';

const portInUse = new DevstackError('cannot start keystone/api: port 5000 is in use\nand another reason', {
  code: 'DEVSTACK_ERR_PORT_IN_USE',
  suggestions: ['devstack status'],
  output: ['last line'],
  cause: new Error('connect ECONNREFUSED'),
});

describe('an error of devstack', () => {
  test('is shown with output, cause and next steps, without a stack', () => {
    expect(renderError(describeError(portInUse), plainPaint)).toEqual([
      'error: cannot start keystone/api: port 5000 is in use',
      '       and another reason',
      '     | last line',
      '  because connect ECONNREFUSED',
      '  try: devstack status',
      '       DEVSTACK_ERR_PORT_IN_USE',
    ]);
  });

  test('as a document has code, message, suggestions and exit', () => {
    expect(errorDocument(describeError(portInUse))).toEqual({
      error: {
        code: 'DEVSTACK_ERR_PORT_IN_USE',
        message: 'cannot start keystone/api: port 5000 is in use\nand another reason',
        suggestions: ['devstack status'],
        exit: 2,
        output: ['last line'],
      },
    });
  });

  test('does not repeat a cause that its message has already', () => {
    const cause = new Error('no route');
    const error = new DevstackError('cannot fetch x: no route', {code: 'DEVSTACK_ERR_NETWORK', cause});
    expect(describeError(error).causes).toBeUndefined();
  });
});

test('anything else that is thrown is a bug with a stack', () => {
  expect(describeError(new TypeError('x is not a function'))).toMatchObject({code: 'DEVSTACK_ERR_BUG', exit: 70});
  expect(describeError(new TypeError('x')).stack).toContain('error-report.test.ts');
  const error = Object.assign(new SyntaxError('x'), {stack: `file:3\n${'s'.repeat(9000)}\nSyntaxError: x`});
  expect(describeError(error).stack).toBe(`file:3\n${'s'.repeat(240)}…\nSyntaxError: x`);
  expect(describeError('a string')).toMatchObject({message: 'a string', exit: 70});
});

test('a usage error of oclif keeps its exit status and its message', () => {
  const error = new CLIError('Nonexistent flag: --nope\nSee more help with --help', {exit: 2});
  expect(describeError(error)).toEqual({
    code: 'USAGE',
    message: 'Nonexistent flag: --nope',
    suggestions: ['add --help to see how it is used'],
    exit: 2,
  });
});

test('an error that only stands for an exit status is nothing to show', () => {
  expect(exitStatusOf(new ExitError(3))).toBe(3);
  expect(exitStatusOf(portInUse)).toBeUndefined();
});
