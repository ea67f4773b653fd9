import {expect, test} from 'vitest';
import {explanation, offExplanation} from './server-fault.ts';

const flavor = {ram: 192, disk: 1, vcpus: 1};
const none = {message: 'No valid host was found. There are not enough hosts available.'};

test('that there is no room is said with what is needed and what is left', () => {
  expect(explanation({flavor, fault: none}, [{name: 'lab', ram: 18, disk: 9, vcpus: 8}])).toMatchObject({
    why: 'there is no room for it: it needs 192 MB of memory, and lab has 18 MB of memory left',
    code: 'DEVSTACK_ERR_UNSUPPORTED',
  });
});

test('where there is room, or another fault, the words of the Compute service are all that is known', () => {
  expect(explanation({flavor, fault: none}, [{name: 'lab', ram: 900, disk: 9, vcpus: 8}])).toMatchObject({
    why: `it is ERROR: ${none.message}`,
    suggestions: ['devstack logs nova', 'devstack status'],
  });
  expect(explanation({flavor}, []).why).toBe('it is ERROR');
});

test('a disk that is full is for the user to act', () => {
  expect(explanation({flavor, fault: {message: "[Errno 28] No space left on device: '/x'"}}, [])).toMatchObject({
    why: expect.stringContaining('its compute has no space left on its disk: [Errno 28]'),
    code: 'DEVSTACK_ERR_DISK_FULL',
  });
});

test('computes that are down or disabled are named, unless one takes servers', () => {
  const up = {host: 'compute-1', state: 'up', status: 'enabled', disabled_reason: null} as const;
  const off = {...up, status: 'disabled', disabled_reason: 'AUTO: Connection to libvirt lost: 1'} as const;
  expect(offExplanation([off, {...up, host: 'compute-2', state: 'down'}])?.why).toBe(
    'no compute takes servers: compute-1 is disabled (AUTO: Connection to libvirt lost: 1); compute-2 is down',
  );
  expect(offExplanation([off, up])).toBeUndefined();
});
