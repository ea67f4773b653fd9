import {expect, test} from 'vitest';
import {makeZip} from './testing/tiny-wheel.ts';
import {readWheelMember} from './wheel-member.ts';

test('a member is unpacked', async () => {
  const wheel = makeZip({'uv.data/scripts/uv': 'binary', 'uv/__init__.py': ''});
  expect(Buffer.from(await readWheelMember(wheel, 'uv.data/scripts/uv', 'uv.whl')).toString()).toBe('binary');
});

test('a member that is missing is an error that names it', async () => {
  await expect(readWheelMember(makeZip({a: 'b'}), 'uv', 'uv.whl')).rejects.toMatchObject({
    code: 'DEVSTACK_ERR_ARCHIVE',
    message: 'cannot unpack uv.whl: there is no uv in it',
  });
});

test('an archive with a path that leads out of it is refused', async () => {
  const wheel = makeZip({'../../etc/passwd': 'x', uv: 'binary'});
  await expect(readWheelMember(wheel, 'uv', 'uv.whl')).rejects.toMatchObject({code: 'DEVSTACK_ERR_ARCHIVE'});
});

test('an archive that is cut off is refused', async () => {
  const wheel = makeZip({uv: 'binary'}).subarray(0, 20);
  await expect(readWheelMember(wheel, 'uv', 'uv.whl')).rejects.toMatchObject({code: 'DEVSTACK_ERR_ARCHIVE'});
});
