import {expect, test} from 'vitest';
import {combinePythonArgs, shareOfPython} from './combine-python.ts';

const keystone = {
  environment: '/x/venv',
  interpreter: '/usr/bin/python3',
  requirements: ['keystone==30.0.0', 'PyMySQL'],
  locks: [{name: 'keystone/2026.2.lock', text: 'a'}],
  editable: [],
};
const nova = {
  ...keystone,
  requirements: ['PyMySQL', 'nova==34.0.0'],
  locks: [keystone.locks[0]!, {name: 'nova/2026.2.lock', text: 'b'}],
  editable: ['/x/src/nova'],
};

test('several components want one environment with all of it', () => {
  expect(combinePythonArgs([keystone, nova])).toEqual({
    environment: '/x/venv',
    interpreter: '/usr/bin/python3',
    requirements: ['PyMySQL', 'keystone==30.0.0', 'nova==34.0.0'],
    locks: nova.locks,
    editable: ['/x/src/nova'],
  });
});

test('two interpreters in one environment are refused', () => {
  expect(() => combinePythonArgs([keystone, {...nova, interpreter: '/opt/python3.14'}])).toThrow(
    'cannot make a Python environment in /x/venv: it is wanted with /usr/bin/python3 and with /opt/python3.14',
  );
});

test('who reads an environment is concerned by what its own locks name', () => {
  const locks = [{name: 'keystone/2026.2.lock', text: 'keystone==30.0.0 \\\n    --hash=sha256:0\nOslo.DB==17.0 ; x\n'}];
  const args = {...keystone, locks};
  const share = shareOfPython(args, ['keystone==30.0.0', 'oslo-db==17.0', 'pymysql==1.1']);
  const withCinder = ['cinder==27.0.0', 'keystone==30.0.0', 'oslo-db==17.0', 'pymysql==1.1'];
  expect(shareOfPython(args, withCinder)).toEqual(share);
  expect(shareOfPython(args, ['keystone==30.0.0', 'oslo-db==17.1', 'pymysql==1.1'])).not.toEqual(share);
  expect(shareOfPython(args, ['keystone==30.0.0', 'oslo-db==17.0', 'pymysql==1.2'])).not.toEqual(share);
  const edited = {...args, editable: ['/x/src/keystone']};
  expect(shareOfPython(edited, withCinder)).not.toEqual(shareOfPython(edited, withCinder.slice(1)));
});
