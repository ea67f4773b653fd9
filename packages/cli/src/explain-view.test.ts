import {readFileSync} from 'node:fs';
import path from 'node:path';
import {ERROR_CODES} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {ERROR_GUIDE} from './error-guide.ts';
import {explain, findErrorCode, renderCodes, renderErrorsDocument, renderExplanation} from './explain-view.ts';
import {plainPaint} from './paint.ts';

const document = path.resolve(import.meta.dirname, '../../../docs/errors.md');

test('every code of the catalogue has advice, and none is invented', () => {
  expect(Object.keys(ERROR_GUIDE).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  for (const {when, actions} of Object.values(ERROR_GUIDE)) {
    expect(when).toMatch(/^[A-Z].*\.$/);
    expect(actions.length).toBeGreaterThan(0);
  }
});

test('docs/errors.md is what npm run docs writes', () => {
  expect(readFileSync(document, 'utf8')).toBe(renderErrorsDocument());
});

test('docs/errors.md has an entry for each code and for no other', () => {
  const entries = [...readFileSync(document, 'utf8').matchAll(/^## (\S+)$/gm)].map(([, code]) => code);
  expect(entries.sort()).toEqual(Object.keys(ERROR_CODES).sort());
});

test('a code is found as people type it', () => {
  for (const name of ['DEVSTACK_ERR_LOCKED', 'locked', 'ERR_LOCKED', 'devstack_err_locked']) {
    expect(findErrorCode(name)).toBe('DEVSTACK_ERR_LOCKED');
  }
  expect(findErrorCode('port-in-use')).toBe('DEVSTACK_ERR_PORT_IN_USE');
  expect(findErrorCode('nonsense')).toBeUndefined();
});

test('an explanation has the meaning, when it happens, and what to do', () => {
  expect(renderExplanation(explain('DEVSTACK_ERR_KEPT'), plainPaint)).toEqual([
    'DEVSTACK_ERR_KEPT: uninstall kept something that is not ours (exit 3)',
    'Uninstall left files, packages or users that were there before, or that someone changed after devstack made them.',
    '  try: Read the list that was printed; remove by hand what you do not want.',
  ]);
});

test('without a code all are listed', () => {
  expect(renderCodes(plainPaint)).toHaveLength(Object.keys(ERROR_CODES).length);
});
