import {DevstackError, token} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {createContainer} from './container.ts';

const name = token<string>('name');
const count = token<{n: number}>('count');

class Named {
  static readonly inject = [name, count] as const;
  readonly name: string;
  readonly count: {n: number};

  constructor(name: string, count: {n: number}) {
    this.name = name;
    this.count = count;
  }
}

describe('the container', () => {
  test('constructs a class with what its inject names, in that order', () => {
    const container = createContainer();
    container.provide(name, {value: 'x'});
    container.provide(count, {factory: () => ({n: 1})});
    expect(container.construct(Named)).toEqual({name: 'x', count: {n: 1}});
    expect(container.construct(Named).count).toBe(container.construct(Named).count);
  });

  test('leaves nothing of its own at Reflect, where a plugin may bring the real thing', () => {
    expect('getMetadata' in Reflect).toBe(false);
  });

  test('has children that know more, and leave it as it is', () => {
    const parent = createContainer();
    parent.provide(name, {value: 'parent'});
    parent.provide(count, {value: {n: 1}});
    const child = parent.child();
    child.provide(name, {value: 'child'});
    expect(child.construct(Named)).toEqual({name: 'child', count: {n: 1}});
    expect(parent.construct(Named).name).toBe('parent');
  });

  test('two containers know nothing of each other', () => {
    createContainer().provide(name, {value: 'x'});
    expect(() => createContainer().construct(Named)).toThrow(
      "cannot construct Named: it injects 'devstack/name', which nothing provides",
    );
  });

  test('a value may be nothing, and is then still a value', () => {
    const container = createContainer();
    container.provide(token<undefined>('nothing'), {value: undefined});
    class Any {
      static readonly inject = ['devstack/nothing'];
      readonly given: unknown[];
      constructor(...given: unknown[]) {
        this.given = given;
      }
    }
    expect(container.construct(Any).given).toEqual([undefined]);
  });

  test('a constructor that fails is named, with its error as the cause', () => {
    class Failing {
      constructor() {
        throw new TypeError('x is undefined');
      }
    }
    try {
      createContainer().construct(Failing);
      expect.unreachable();
    } catch (error) {
      expect(DevstackError.is(error) && [error.code, error.message, error.cause]).toEqual([
        'DEVSTACK_ERR_PLUGIN_CODE',
        'cannot construct Failing: x is undefined',
        new TypeError('x is undefined'),
      ]);
    }
  });

  test('an error of ours that a constructor throws stays what it is', () => {
    const known = new DevstackError('cannot use runner: no', {code: 'DEVSTACK_ERR_RUNNER'});
    class Refusing {
      constructor() {
        throw known;
      }
    }
    expect(() => createContainer().construct(Refusing)).toThrow(known);
  });
});
