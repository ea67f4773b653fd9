import type {ServiceSpec} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {renderJobConf} from './job-conf.ts';
import {jobDataOf, jobHandle, recordedLog} from './job-handle.ts';
import {componentEvent, jobName, serviceMark} from './job-name.ts';
import {parseJobSyntax} from './job-syntax.ts';
import {readUpstartOptions} from './upstart-options.ts';

const options = readUpstartOptions({});
const spec: ServiceSpec = {
  id: 'nova/api',
  argv: ['/opt/bin/uwsgi', '--name', `it's "new"\nhere`],
  cwd: '/opt/my cloud',
  env: {PATH: '/bin', PASSWORD: 'two\nlines'},
  owner: {user: 'devstack', group: 'devstack'},
  logFile: '/opt/log/nova/api.log',
  runDirectory: '/opt/run/nova',
  stop: {signal: 'SIGINT', graceMs: 4500},
  restart: {when: 'on-failure', limit: 5, windowMs: 60_000},
};
const render = (changes: Partial<ServiceSpec> = {}, more = options) =>
  parseJobSyntax(renderJobConf({...spec, ...changes}, '/opt/run/nova/job-1.sh', more));
const linesOf = (stanzas: ReturnType<typeof render>, pattern: RegExp) =>
  stanzas.filter(({name}) => pattern.test(name)).map(({name, words}) => [name, ...words].join(' '));

test('a job file says when the job starts and stops, how it is ended, as whom and where it runs', () => {
  expect(linesOf(render(), /^(?!env|exec|pre-stop|post-stop)/)).toEqual([
    'description nova/api of devstack',
    'author devstack',
    'start on (all_os_start or nova_start)',
    'stop on (all_os_stop or nova_stop)',
    'respawn',
    'respawn limit 5 60',
    'normal exit 0',
    'kill signal INT',
    'kill timeout 5',
    'setuid devstack',
    'setgid devstack',
    'chdir /opt/my cloud',
    'umask 0077',
    'console log',
  ]);
});

test('the values of variables are in the environment of the job, their names in its command', () => {
  const stanzas = render();
  expect(linesOf(stanzas, /^env$/)).toEqual([
    `env DEVSTACK_SHIM=${serviceMark(spec)}`,
    'env DEVSTACK_LOG=/opt/log/nova/api.log',
    'env DEVSTACK_VALUE_0=/bin',
    'env DEVSTACK_VALUE_1=two\\nlines',
    `env DEVSTACK_VALUE_2=${serviceMark(spec)}`,
  ]);
  const [exec] = linesOf(stanzas, /^exec$/);
  expect(exec).toContain(`'PATH PASSWORD DEVSTACK_SERVICE' /opt/bin/uwsgi --name 'it'"'"'s "new"'"\\\\"'nhere'`);
  expect(exec).not.toContain('two');
});

describe('a service is started again', () => {
  const respawn = (changes: Partial<ServiceSpec['restart']>, more = options) =>
    linesOf(render({restart: {...spec.restart, ...changes}}, more), /^(respawn|normal)$/);

  test('always, on failure, or never', () => {
    expect(respawn({when: 'always'})).toEqual(['respawn', 'respawn limit 5 60']);
    expect(respawn({when: 'on-failure', windowMs: 1})).toEqual(['respawn', 'respawn limit 5 1', 'normal exit 0']);
    expect(respawn({when: 'never'})).toEqual([]);
  });

  test('not without limit when the limit is nought, and not where the configuration forbids it', () => {
    expect(respawn({when: 'always', limit: 0})).toEqual([]);
    expect(respawn({when: 'always'}, readUpstartOptions({respawn: false}))).toEqual([]);
  });
});

test('events of the configuration replace those for everything', () => {
  const more = readUpstartOptions({start_event: 'runlevel [2345]', stop_event: 'shutdown'});
  expect(linesOf(render({}, more), /^(start|stop)$/)).toEqual([
    'start on (runlevel [2345] or nova_start)',
    'stop on (shutdown or nova_stop)',
  ]);
  for (const start_event of ['', 'a)', 'a\nrespawn', 'a # b', '"x']) {
    expect(() => readUpstartOptions({start_event})).toThrow(
      /cannot use upstart.start_event = '.*': it is not the name/s,
    );
  }
});

test('a job has a readable name of its own, also beside another installation', () => {
  expect(jobName(spec)).toMatch(/^devstack-nova-api-[0-9a-f]{8}$/);
  const others = [
    {...spec, runDirectory: '/home'},
    ...['nova-api', 'nova.api', 'nova/API'].map((id) => ({...spec, id})),
  ];
  expect(new Set([spec, ...others].map(jobName)).size).toBe(5);
  expect(componentEvent({id: 'rabbit-mq/broker'}, 'start')).toBe('rabbit-mq_start');
  expect(jobName({...spec, id: 'x'.repeat(500)}).length).toBeLessThan(100);
});

test('a job file is enough to make the handle that nobody stored', () => {
  const text = renderJobConf(spec, '/opt/run/nova/job-1.sh', options);
  expect(recordedLog(text)).toEqual({logFile: spec.logFile, when: 'on-failure'});
  expect(recordedLog('exec sleep 1\n')).toBeUndefined();
  const handle = jobHandle(spec, options);
  expect(jobDataOf(JSON.parse(JSON.stringify(handle)))).toEqual(handle.data);
  expect(handle.data).toMatchObject({jobFile: `/etc/init/${jobName(spec)}.conf`, initctl: '/sbin/initctl'});
});
