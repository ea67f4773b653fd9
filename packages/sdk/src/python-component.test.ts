import {expect, test} from 'vitest';
import {PythonComponent} from './python-component.ts';
import {fakeComponentContext} from './testing/fake-context.ts';

class Vault extends PythonComponent {}

test('what the distro file wants in the environment is installed beside what the release says', () => {
  const context = fakeComponentContext({
    name: 'vault',
    distro: {pips: ['ldappool==3.*']},
    release: {requirements: ['vault==1.0']},
  });
  expect(new Vault(context).install()).toMatchObject([
    {kind: 'python', args: {requirements: ['vault==1.0', 'ldappool==3.*']}},
  ]);
});
