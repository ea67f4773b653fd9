import {
  type AnyStepHandler,
  Component,
  type ComponentContext,
  DevstackError,
  type StepDraft,
  step,
} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {fakeStep} from '../testing/fake-step.ts';
import {checkGraph, closureOf} from './check-graph.ts';
import {completeSteps} from './complete-steps.ts';
import {collectSteps} from './component-steps.ts';
import {mergeSteps} from './merge-steps.ts';
import {orderByRequirements} from './requirement-order.ts';

function component(name: string, phases: Partial<Record<keyof Component, () => StepDraft[]>>, requires: string[] = []) {
  const made = Object.assign(new (class extends Component {})({} as ComponentContext), phases);
  return {name, component: made, context: {} as ComponentContext, requires};
}

const command = (key: string, options = {}): StepDraft =>
  step('command', key, {argv: ['true'], undo: 'inside'}, options);

describe('collectSteps', () => {
  test('makes a step wait for the earlier phases of its component', () => {
    const steps = collectSteps([component('a', {configure: () => [command('one')], install: () => [command('two')]})]);
    expect(steps.map(({id, needs}) => [id, needs])).toEqual([
      ['a/command:one', []],
      ['a/command:two', ['a/command:one']],
    ]);
  });

  test('lets a step that names its needs start as soon as these are done', () => {
    const steps = collectSteps([
      component('a', {
        configure: () => [command('one'), command('two')],
        install: () => [command('three', {needs: ['command:two']})],
      }),
    ]);
    expect(steps[2]?.needs).toEqual(['a/command:two']);
  });

  test('starts a component after what it requires has started', () => {
    const steps = collectSteps([
      component('db', {start: () => [command('up')]}),
      component('api', {install: () => [command('install')], start: () => [command('up')]}, ['db']),
    ]);
    expect(steps.find(({id}) => id === 'api/command:install')?.needs).toEqual([]);
    expect(steps.find(({id}) => id === 'api/command:up')?.needs).toEqual(['api/command:install', 'db/command:up']);
  });

  test('passes on the wait through a component that starts nothing', () => {
    const steps = collectSteps([
      component('db', {start: () => [command('up')]}),
      component('middle', {}, ['db']),
      component('api', {start: () => [command('up')]}, ['middle']),
    ]);
    expect(steps.at(-1)?.needs).toEqual(['db/command:up']);
  });

  test('waits for what it reads', () => {
    const [, second] = collectSteps([
      component('a', {configure: () => [command('file'), command('reader', {needs: [], reads: ['command:file']})]}),
    ]);
    expect(second?.needs).toEqual(['a/command:file']);
  });
});

const around = {
  root: '/opt/openstack',
  cache: '/opt/openstack/cache',
  packager: 'apt',
  runnerOf: () => 'fork',
  runnerPackages: () => [],
  isCompiled: () => false,
  environment: {PATH: '/bin'},
  account: {user: 'devstack', group: 'devstack'},
};

describe('completeSteps', () => {
  test('makes the directories between the root and a file, outermost first', () => {
    const file = fakeStep('a/file:/opt/openstack/etc/a/a.conf', {args: {path: '/opt/openstack/etc/a/a.conf'}});
    const steps = completeSteps([file], around);
    expect(steps.map(({id, needs}) => [id, needs])).toEqual([
      ['shared/directory:/opt/openstack/etc', []],
      ['shared/directory:/opt/openstack/etc/a', ['shared/directory:/opt/openstack/etc']],
      [file.id, ['shared/directory:/opt/openstack/etc/a']],
    ]);
  });

  test('makes the namespaces of the cloud before what works in them, and what they take before them', () => {
    const namespace = {link: 'devstack123456', outside: '10.231.0.1', inside: '10.231.0.2'};
    const steps = completeSteps(
      ['command:a', 'python:b'].map((name) => fakeStep(`a/${name}`, {args: {as: 'root'}})),
      {...around, namespace, namespacePackages: [{name: 'iproute2'}], isOfCloud: (kind) => kind === 'command'},
    );
    const needs = new Map(steps.map((step) => [step.id, step.needs]));
    expect(needs.get('a/command:a')).toContain('shared/namespace:cloud');
    expect(needs.get('a/python:b')).not.toContain('shared/namespace:cloud');
    expect(needs.get('shared/namespace:cloud')).toEqual(['shared/packages:namespace']);
    expect(steps.find(({kind}) => kind === 'namespace')?.args).toEqual(namespace);
  });

  test('makes the directory in which a source tree is to be', () => {
    const source = fakeStep('a/source:a', {args: {uri: 'git+file:///a', into: '/opt/openstack/source/a'}});
    const steps = completeSteps([source], around);
    expect(steps.at(-1)?.needs).toContain('shared/directory:/opt/openstack/source');
  });

  test('makes the account before a file that belongs to it', () => {
    const steps = completeSteps([fakeStep('a/file:/x', {args: {path: '/x', owner: 'service'}})], around);
    expect(steps.at(-1)?.needs).toEqual(['shared/user:devstack']);
  });

  test('makes no account for a user who is not root', () => {
    const steps = completeSteps([fakeStep('a/file:/x', {args: {path: '/x', owner: 'service'}})], {
      ...around,
      account: undefined,
    });
    expect(steps).toHaveLength(1);
  });

  test('gives a service its name, runner, log file and environment', () => {
    const args = {name: 'api', argv: ['/bin/api'], env: {A: '1'}};
    const steps = completeSteps([fakeStep('a/service:api', {args})], {...around, account: undefined});
    expect(steps.at(-1)?.args).toMatchObject({
      id: 'a/api',
      runner: 'fork',
      logFile: '/opt/openstack/log/a/api.log',
      runDirectory: '/opt/openstack/run/a',
      env: {PATH: '/bin', A: '1', XDG_CACHE_HOME: '/opt/openstack/bytecode'},
    });
    expect(steps.at(-1)?.needs).toContain('shared/directory:/opt/openstack/log/a');
    expect(steps.at(-1)?.needs).toContain('shared/directory:/opt/openstack/run/a');
  });

  test('gives the services of a component that declares no directories those for logs and records, which are theirs', () => {
    const file = fakeStep('a/file:/opt/openstack/run/a/x', {args: {path: '/opt/openstack/run/a/x'}});
    const service = fakeStep('a/service:api', {args: {name: 'api', argv: ['/bin/api']}});
    const made = completeSteps([file, service], around).filter(({args}) =>
      /\/a$/.test(String((args as {path?: string}).path)),
    );
    expect(made.map(({args}) => args)).toMatchObject([
      {path: '/opt/openstack/log/a', mode: 0o750, owner: 'service', contents: 'ours'},
      {path: '/opt/openstack/run/a', mode: 0o700, owner: 'service', contents: 'ours'},
    ]);
  });

  test('keeps records and logs of what runs as root where the account of the others cannot write', () => {
    const service = fakeStep('a/service:agent', {args: {name: 'agent', argv: ['/bin/agent'], as: 'root'}});
    const steps = completeSteps([service], {...around, account: {user: 'devstack', group: 'devstack'}});
    expect(steps.at(-1)?.args).toMatchObject({
      logFile: '/opt/openstack/log/a.root/agent.log',
      runDirectory: '/opt/openstack/run/a.root',
    });
    const made = steps.find(({id}) => id === 'shared/directory:/opt/openstack/run/a.root');
    expect(made?.args).toMatchObject({owner: 'root', mode: 0o700});
  });

  test('needs no account for a service that runs as root', () => {
    const service = fakeStep('a/service:api', {args: {name: 'api', argv: ['/bin/api'], as: 'root'}});
    const steps = completeSteps([service], {...around, account: {user: 'devstack', group: 'devstack'}});
    expect(steps.filter(({kind}) => kind === 'user')).toEqual([]);
  });

  test('has Python compile only what did not come compiled', () => {
    const service = fakeStep('a/service:api', {args: {name: 'api', argv: ['/bin/api']}});
    const environments = [false, true].map((isCompiled) => {
      const steps = completeSteps([service], {...around, isCompiled: (name) => isCompiled && name === 'a'});
      return (steps.at(-1)!.args as {env: Record<string, string>}).env;
    });
    const cache = {XDG_CACHE_HOME: '/opt/openstack/bytecode'};
    expect(environments).toEqual([
      {PATH: '/bin', PYTHONPYCACHEPREFIX: '/opt/openstack/bytecode', ...cache},
      {PATH: '/bin', ...cache},
    ]);
  });

  test('makes a service wait for the packages of its runner, which are one request however many services there are', () => {
    const services = ['api', 'worker'].map((name) => fakeStep(`a/service:${name}`, {args: {name, argv: ['/bin/x']}}));
    const steps = completeSteps(services, {
      ...around,
      runnerOf: () => 'screen',
      runnerPackages: (runner) => [{name: `gnu-${runner}`}],
    });
    const packages = steps.filter(({kind}) => kind === 'packages');
    expect(packages).toMatchObject([{phase: 'install', args: {packager: 'apt', requests: [{name: 'gnu-screen'}]}}]);
    for (const service of steps.slice(-2)) expect(service.needs).toContain(packages[0]?.id);
  });
});

describe('mergeSteps', () => {
  const merge = {
    key: () => 'all',
    combine: (all: readonly {names: string[]}[]) => ({names: all.flatMap(({names}) => names)}),
  };
  const handlers = new Map([['packages', {merge} as unknown as AnyStepHandler]]);

  test('makes one step of several and points everybody to it', () => {
    const steps = mergeSteps(
      [
        fakeStep('b/packages:distro', {args: {names: ['y']}}),
        fakeStep('a/packages:distro', {args: {names: ['x']}}),
        fakeStep('a/command:run', {needs: ['a/packages:distro']}),
      ],
      handlers,
    );
    expect(steps).toEqual([
      expect.objectContaining({id: 'shared/packages:all', args: {names: ['x', 'y']}, components: ['a', 'b']}),
      expect.objectContaining({id: 'a/command:run', needs: ['shared/packages:all']}),
    ]);
  });

  test('tells who reads a merged step what its own component wanted of it', () => {
    const sharing = new Map([['packages', {merge: {...merge, share: () => ''}} as unknown as AnyStepHandler]]);
    const steps = [
      fakeStep('a/packages:distro', {args: {names: ['x']}}),
      fakeStep('b/packages:distro', {args: {names: ['y']}}),
      fakeStep('b/command:run', {reads: ['b/packages:distro']}),
    ];
    expect(mergeSteps(steps, sharing).at(-1)).toMatchObject({own: {'shared/packages:all': {names: ['y']}}});
    expect(mergeSteps(steps, handlers).at(-1)).not.toHaveProperty('own');
  });

  test('gives a step that is alone the same name', () => {
    const [only] = mergeSteps([fakeStep('a/packages:distro', {args: {names: ['x']}})], handlers);
    expect(only?.id).toBe('shared/packages:all');
  });
});

describe('checkGraph', () => {
  test('prints a circle whole', () => {
    const steps = [fakeStep('a/x:1', {needs: ['b/x:2']}), fakeStep('b/x:2', {needs: ['a/x:1']})];
    expect(() => checkGraph(steps)).toThrow('a/x:1 needs b/x:2 needs a/x:1');
  });

  test('names the step that needs something nobody declares', () => {
    expect(() => checkGraph([fakeStep('a/x:1', {needs: ['b/x:2']})])).toThrow(
      'cannot plan a/x:1: it needs b/x:2, which no component declares',
    );
  });
});

test('closureOf keeps what the wanted steps need, however far away', () => {
  const steps = [
    fakeStep('a/x:1'),
    fakeStep('a/x:2', {needs: ['a/x:1']}),
    fakeStep('a/x:3', {needs: ['a/x:2']}),
    fakeStep('a/x:4'),
  ];
  expect(closureOf(steps, ({id}) => id === 'a/x:3').map(({id}) => id)).toEqual(['a/x:1', 'a/x:2', 'a/x:3']);
});

describe('orderByRequirements', () => {
  const requirements: Record<string, string[]> = {nova: ['keystone', 'database'], keystone: ['database'], database: []};
  const visit = async (name: string): Promise<readonly string[]> => requirements[name] ?? [];

  test('puts a component after what it requires', async () => {
    expect(await orderByRequirements(['nova'], visit)).toEqual(['database', 'keystone', 'nova']);
  });

  test('does not depend on the order of the selection', async () => {
    const requireNothing = async (): Promise<string[]> => [];
    expect(await orderByRequirements(['c', 'a', 'b'], requireNothing)).toEqual(['a', 'b', 'c']);
  });

  test('prints a circle whole', async () => {
    const circular = async (name: string): Promise<string[]> => (name === 'a' ? ['b'] : name === 'b' ? ['c'] : ['b']);
    await expect(orderByRequirements(['a'], circular)).rejects.toSatisfy(
      (error) => DevstackError.is(error) && error.message === 'cannot order the components: b requires c requires b',
    );
  });
});
