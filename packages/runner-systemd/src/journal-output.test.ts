import {expect, test} from 'vitest';
import {readJournalCommand} from './journal-commands.ts';
import {cleanText, LineJoiner, parseEntry} from './journal-output.ts';

test('an entry has its time and text, also when that is bytes or several values', () => {
  const entry = (message: unknown) => parseEntry(JSON.stringify({__REALTIME_TIMESTAMP: '1500500', MESSAGE: message}));
  expect(entry('text')).toEqual({atMs: 1500.5, text: 'text', isBroken: false});
  expect(entry([...Buffer.from('\u001b[31mrot ☃')])?.text).toBe('\u001b[31mrot ☃');
  expect(entry(['one', [116, 119, 111]])?.text).toBe('one\ntwo');
  expect(entry(null)?.text).toBe('');
  expect(parseEntry('-- No entries --')).toBeUndefined();
});

test('a line that journald broke is put together again, and keeps the time of its beginning', () => {
  const joiner = new LineJoiner();
  expect(joiner.add({atMs: 1, text: 'a', isBroken: true})).toBeUndefined();
  expect(joiner.add({atMs: 2, text: 'b', isBroken: true})).toBeUndefined();
  expect(joiner.rest()?.text).toBe('ab');
  expect(joiner.add({atMs: 3, text: 'c', isBroken: false})).toEqual({atMs: 1, text: 'abc', isBroken: false});
  expect(joiner.rest()).toBeUndefined();
  expect(joiner.add({atMs: 4, text: 'd', isBroken: false})?.text).toBe('d');
});

test('text is shown without control characters', () => {
  expect(cleanText('\u001b[1mbold\u001b[0m\tend\r  ')).toBe('bold\tend');
});

test('the journal is asked for what was asked for', () => {
  const asked = (options: Parameters<typeof readJournalCommand>[2]) =>
    readJournalCommand('system', 'a.service', options).slice(5);
  expect(asked({})).toEqual(['_SYSTEMD_UNIT=a.service']);
  expect(asked({tail: 3, sinceMs: 1500})).toEqual(['--lines=3', '--since=@1.500', '_SYSTEMD_UNIT=a.service']);
  expect(asked({follow: true})).toEqual(['--lines=all', '--follow', '_SYSTEMD_UNIT=a.service']);
  expect(readJournalCommand('user', 'a.service', {}).slice(-4)).toEqual([
    '_SYSTEMD_USER_UNIT=a.service',
    '+',
    'SYSLOG_IDENTIFIER=a',
    '_TRANSPORT=stdout',
  ]);
});
