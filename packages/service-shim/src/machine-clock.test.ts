import {createTestHost} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {readClock} from './machine-clock.ts';

test('ticks and pages are those that the C library knows', async () => {
  const host = createTestHost();
  const {stdout} = await host.run(['sh', '-c', 'getconf CLK_TCK; getconf PAGESIZE']);
  const [ticks, pageBytes] = stdout.trim().split('\n').map(Number);
  expect(await readClock(host)).toMatchObject({tickMs: 1000 / ticks!, pageBytes});
});
