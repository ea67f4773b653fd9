import type {FileArgs, Step} from '@devstack/sdk';
import {describe, expect, test} from 'vitest';
import {renderContent} from '../steps/file-content.ts';
import {addFileOptions} from './service-file-options.ts';

function file(
  name: string,
  content: FileArgs['content'],
  component = 'nova',
  format: FileArgs['format'] = 'oslo',
): Step {
  const args = {path: `/r/etc/${name}`, mode: 0o640, content, format};
  const id = `${component}/file:${name}`;
  return {id, kind: 'file', args: args as never, components: [component], phase: 'configure', needs: [], reads: []};
}

const entry = (option: string, value: string, section = 'nova') => ({
  section,
  option,
  value,
  origin: '/h/stack.ini:3',
  secret: false,
});

const rendered = (step: Step | undefined): Promise<string> =>
  renderContent(step!.args as unknown as FileArgs, (text) => String(text));

describe('options of files of services', () => {
  test('are added to the files of the component, one group each', async () => {
    const template = {template: '[DEFAULT]\nhost = %HOST%\n', name: 'nova.conf', parameters: {HOST: 'a'}};
    const entries = [
      entry('conf.DEFAULT.debug', 'true'),
      entry('conf.DEFAULT.log_format', '100%% %(message)s'),
      entry('conf.cache.backend', ' x '),
      entry('port', '1'),
    ];
    const [step] = addFileOptions([file('nova.conf', template)], entries);
    expect(await rendered(step)).toBe(`[DEFAULT]
host = a

# What the configuration of devstack adds.
[DEFAULT]
debug = true
log_format = 100%% %(message)s
[cache]
backend = " x "
`);
  });

  test('go into the sections of an INI file, which has each section and each option once', async () => {
    const content = '[DEFAULT]\nworkers = 1\n  2\nuser = a\n\n[filter:cache]\nuse = egg:swift#memcache\n';
    const entries = [
      entry('proxy-server.DEFAULT.workers', '5', 'swift'),
      entry('proxy-server.filter:cache.memcache_servers', 'h:1', 'swift'),
      entry('proxy-server.new.a', '1', 'swift'),
      entry('proxy-server.new.b', '2', 'swift'),
    ];
    const [step] = addFileOptions([file('proxy-server.conf', content, 'swift', 'ini')], entries);
    expect(await rendered(step)).toBe(`[DEFAULT]
workers = 5
user = a

[filter:cache]
memcache_servers = h:1
use = egg:swift#memcache

# What the configuration of devstack adds.
[new]
b = 2
a = 1
`);
  });

  test('stay as they are in a file of a Handlebars template', async () => {
    const template = {template: 'host = {{HOST}}\n', name: 'nova.conf.hbs', parameters: {HOST: 'a'}};
    const [step] = addFileOptions([file('nova.conf', template)], [entry('conf.a.b', '{{HOST}} %HOST% 100%% $x')]);
    expect(await rendered(step)).toMatch(/^host = a\n\n# .*\n\[a\]\nb = \{\{HOST\}\} %HOST% 100%% \$x\n$/);
  });

  test('reach each of several files of one kind, and only the one that is named otherwise', async () => {
    const files = ['nova.conf', 'nova-compute1.conf', 'ml2_conf.ini'].map((name) => file(name, 'x = 1\n'));
    const [api, compute, plugin] = addFileOptions(files, [entry('conf.a.b', '1'), entry('ml2_conf.ml2.mtu', '9')]);
    for (const step of [api, compute]) expect(await rendered(step)).toMatch(/\[a\]\nb = 1\n$/);
    expect(await rendered(plugin)).toMatch(/^x = 1\n\n# .*\n\[ml2\]\nmtu = 9\n$/);
  });

  test('of a component that is not here wait for it', () => {
    const steps = [file('nova.conf', 'x')];
    expect(addFileOptions(steps, [entry('conf.a.b', '1', 'glance')])).toEqual(steps);
  });

  test('of a file that does not exist are refused with their place', () => {
    const steps = [file('nova.conf', 'x'), file('api.conf', 'x')];
    expect(() => addFileOptions(steps, [entry('apj.a.b', '1')])).toThrow(
      "cannot use configuration option nova.apj.a.b (/h/stack.ini:3): nova has no file 'apj' that takes options; did you mean 'api'?",
    );
  });

  test('have one line', () => {
    expect(() => addFileOptions([file('nova.conf', 'x')], [entry('conf.a.b', 'x\n[c]')])).toThrow(
      'expected a single line',
    );
  });
});
