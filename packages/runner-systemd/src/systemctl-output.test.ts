import {expect, test} from 'vitest';
import {parseShow, parseTimestampMs, parseVariableNames, parseVersion} from './systemctl-output.ts';

test('units are read in the order in which they were asked for', () => {
  const output = 'Id=a.service\nResult=a=b\nMainPID=0\n\nId=b.service\nLoadState=not-found\n';
  expect(parseShow(output)).toEqual([
    {Id: 'a.service', Result: 'a=b', MainPID: '0'},
    {Id: 'b.service', LoadState: 'not-found'},
  ]);
  expect(parseShow('')).toEqual([]);
});

test('a time is read with its milliseconds, or as not there', () => {
  expect(parseTimestampMs('Sun 2026-11-22 19:19:02.123456 UTC')).toBe(Date.UTC(2026, 10, 22, 19, 19, 2, 123));
  expect(parseTimestampMs('Sun 2026-11-22 19:19:02 UTC')).toBe(Date.UTC(2026, 10, 22, 19, 19, 2));
  expect(parseTimestampMs('')).toBeUndefined();
  expect(parseTimestampMs('n/a')).toBeUndefined();
});

test('version and variables are found in what systemctl prints', () => {
  expect(parseVersion('systemd 252 (252.39-1~deb12u2)\n+PAM +AUDIT')).toBe(252);
  expect(parseVersion('something else')).toBe(0);
  expect(parseVariableNames("LANG=C.UTF-8\nPATH=/bin\nMORE=$'a\\nb=c'\n")).toEqual(['LANG', 'PATH', 'MORE']);
});
