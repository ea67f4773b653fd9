import {expect, test} from 'vitest';
import {plainText} from './console-text.ts';

test('what is left of clearing the screen is not text', () => {
  expect(plainText('c[?7l[2J[0mSeaBIOS (version 1.16.2)\nBooting\noc[?7l[2J[    0.000000] Linux')).toBe(
    'SeaBIOS (version 1.16.2)\nBooting\no[    0.000000] Linux',
  );
  expect(plainText(null)).toBe('');
});
