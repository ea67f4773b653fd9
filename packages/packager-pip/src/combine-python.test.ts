import {expect, test} from 'vitest';
import {combinePythonArgs} from './combine-python.ts';

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
