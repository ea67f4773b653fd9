import {expect, test} from 'vitest';
import {PackageComponent} from '../package-component.ts';
import {secret} from '../text.ts';
import {componentScene} from './component-scene.ts';

class Sample extends PackageComponent {
  override configFiles() {
    const file = {mode: 0o640, owner: 'root'} as const;
    return [
      {...file, path: `${this.ctx.paths.etc}/plain.conf`, content: secret('sample.password')},
      {
        ...file,
        path: '/elsewhere/origin.conf',
        content: {template: 'from %X%%%', name: 'x', parameters: {X: this.ctx.origin}},
      },
    ];
  }
}

const scene = componentScene({component: Sample, name: 'sample', package: '/nowhere', usual: {origin: 'git'}});

test('a component is made in its usual surroundings, or only in those that are given', () => {
  expect(scene.contentOf(scene.create(), 'origin.conf')).toBe('from git%');
  expect(scene.contentOf(scene.create({}), 'origin.conf')).toBe('from pypi%');
});

test('secrets in a file are not shown', () => {
  expect(scene.contentOf(scene.create(), 'plain.conf')).toBe('•••');
});

test('a file that the component does not have is named', () => {
  expect(() => scene.contentOf(scene.create(), 'other.conf')).toThrow('sample has no configuration file other.conf');
});
