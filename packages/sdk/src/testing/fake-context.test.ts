import {expect, test} from 'vitest';
import {fakeComponentContext, renderTemplateForTest, templateParameters} from './fake-context.ts';

test('paths and programs are as an installation in /opt/openstack has them', () => {
  const pypi = fakeComponentContext({name: 'swift'});
  expect(pypi.paths.etc).toBe('/opt/openstack/etc/swift');
  expect(pypi.python.script('swift-init')).toBe('/opt/openstack/venv/bin/swift-init');
  expect(fakeComponentContext({name: 'swift', origin: 'distro'}).python.script('uwsgi')).toBe('/usr/bin/uwsgi');
});

test('what was not given is an error, as with the engine', () => {
  const context = fakeComponentContext({name: 'swift', options: {port: 8080}});
  expect(context.option<number>('port')).toBe(8080);
  expect(() => context.option('hash')).toThrow('option swift.hash has no value and no default');
  expect(() => context.offer('database', 'swift')).toThrow('the test has no such offer');
});

test('secrets are references, and what was asked for is noted', () => {
  const context = fakeComponentContext({name: 'swift'});
  expect(context.secret('hash', 'url')).toEqual({secret: 'swift.hash', encode: 'url'});
  expect([...context.asked.secrets]).toEqual(['hash']);
});

test('templates have %NAME% parameters, and %% for a percent sign', () => {
  const template = '100%% of %HOST%:%PORT%, not %lower% or %HOST%';
  expect(templateParameters(template)).toEqual(['HOST', 'PORT']);
  const content = {template, name: 't', parameters: {HOST: 'h', PORT: '1'}};
  expect(renderTemplateForTest(content, String)).toBe('100% of h:1, not %lower% or h');
});
