import {fileURLToPath} from 'node:url';
import type {FileArgs} from '@devstack/sdk';
import {
  componentContract,
  type FakeContextSettings,
  fakeComponentContext,
  registerContract,
  renderTemplateForTest,
} from '@devstack/sdk/testing';
import {expect, test} from 'vitest';
import {NoVnc} from './novnc.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const root = '/opt/openstack';
const compute = {configuration: `${root}/etc/nova/nova.conf`, python: `${root}/venv/bin/python3`};
const debian = {
  origin: 'distro',
  distro: {settings: {page: {package: 'novnc', directory: 'usr/share/novnc'}}},
  offers: {'compute/novnc': {values: compute, needs: ['nova/service:api']}},
  demands: [{capability: 'console', name: 'nova', component: 'nova'}],
} as const satisfies Partial<FakeContextSettings>;

registerContract(
  test,
  componentContract({component: NoVnc, name: 'novnc', package: directory, surroundings: {debian}}),
);

const create = (settings: Partial<FakeContextSettings> = debian) =>
  new NoVnc(fakeComponentContext({name: 'novnc', package: directory, ...settings}));

test('the proxy has the code and the configuration of nova, then its own, and the page', () => {
  const [proxy, ...others] = create().services();
  expect(others).toEqual([]);
  expect(proxy?.argv).toEqual([
    `${root}/venv/bin/python3`,
    '-c',
    'import sys; from nova.cmd.novncproxy import main; sys.exit(main())',
    ...['--config-file', `${root}/etc/nova/nova.conf`, '--config-file', `${root}/etc/novnc/novnc.conf`],
    ...['--web', `${root}/data/novnc/page/usr/share/novnc`],
  ]);
  expect(proxy?.needs).toEqual(expect.arrayContaining(['nova/service:api', 'unpacked:page']));
});

test('the page is unpacked, not installed', () => {
  const steps = create().install();
  expect(steps).toMatchObject([{kind: 'unpacked', args: {names: ['novnc'], into: `${root}/data/novnc/page`}}]);
});

test('a server is shown under the address that clients use, and the proxy listens on the other', () => {
  const novnc = create({...debian, address: {bind: '0.0.0.0', client: '10.0.0.7'}, options: {port: 7080}});
  const {values, needs} = novnc.offer({capability: 'console', name: 'nova', component: 'nova'});
  expect({values, needs}).toEqual({values: {url: 'http://10.0.0.7:7080/vnc_lite.html'}, needs: []});
  const {content} = novnc.configFiles()[0] as FileArgs;
  const text = renderTemplateForTest(content as Parameters<typeof renderTemplateForTest>[0], String);
  expect(text).toContain('novncproxy_host = 0.0.0.0\nnovncproxy_port = 7080\n');
});

test('a distro of which nothing is known is a problem', () => {
  expect(create({...debian, distro: {id: 'mine'}}).verify()).toEqual([
    {message: 'nothing is known of where mine has its page'},
  ]);
});
