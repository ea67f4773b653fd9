import type {Origin} from '@devstack/sdk';
import {DevstackError} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {readDistroPart} from './distro-part.ts';
import {parseYaml} from './parse-yaml.ts';

function read(content: string, subsystems: readonly string[] = [], origin: Origin = 'pypi') {
  const reading = parseYaml(content, 'd.yaml');
  if (!('root' in reading)) throw new Error('no YAML');
  const choice = {component: 'nova', origin, subsystems, knownSubsystems: ['api', 'compute']};
  return readDistroPart('debian-12', reading.root, choice);
}

function faultOf(content: string): string[] {
  try {
    read(content);
  } catch (error) {
    if (DevstackError.is(error)) return error.message.split('\n');
    throw error;
  }
  return [];
}

const FILE = `
packages: {pypi: [python3, {name: kvm, version: "1:7.*", removable: false, pre-install: [{run: [modprobe, kvm], as: root, may-fail: true}]}]}
pips: {pypi: [libvirt-python, {name: ldappool, version: "3.*"}]}
pre-install:
  - name: answers
    run: [debconf-set-selections]
    stdin: [a b password %SERVICE_PASSWORD%, c]
    undo: [debconf-communicate]
subsystems:
  compute:
    packages: {pypi: [qemu]}
    pips: {pypi: [xattr>=1.0]}
    post-install: [{run: [udevadm, trigger], stdin: x}]
  api:
    packages: {git: [git]}
hypervisor: kvm
`;

test('a component has what its chosen subsystems have, and its packages bring commands of their own', () => {
  const {part, commands} = read(FILE, ['compute']);
  expect(part).toEqual({
    id: 'debian-12',
    packages: [{name: 'python3'}, {name: 'kvm', version: '1:7.*', removable: false}, {name: 'qemu'}],
    pips: ['libvirt-python', 'ldappool==3.*', 'xattr>=1.0'],
    settings: {hypervisor: 'kvm'},
  });
  expect(commands).toEqual([
    {
      ...{phase: 'pre-install', name: 'answers', as: 'service', mayFail: false, place: 'd.yaml:5'},
      run: ['debconf-set-selections'],
      stdin: 'a b password %SERVICE_PASSWORD%\nc\n',
      undo: ['debconf-communicate'],
    },
    {
      ...{phase: 'pre-install', name: 'modprobe kvm', as: 'root', mayFail: true, place: 'd.yaml:2'},
      run: ['modprobe', 'kvm'],
    },
    {
      ...{phase: 'post-install', name: 'udevadm trigger', as: 'service', mayFail: false, place: 'd.yaml:13'},
      ...{run: ['udevadm', 'trigger'], stdin: 'x'},
    },
  ]);
  const without = read(FILE, ['api']);
  expect([without.part.packages.length, without.part.pips, without.commands.length]).toEqual([
    2,
    ['libvirt-python', 'ldappool==3.*'],
    2,
  ]);
});

test.each([
  ['subsystems: {cmpute: {}}', ["there is no key 'nova.subsystems.cmpute'; did you mean 'compute'?"]],
  ['subsystems: {api: {package: {}}}', ["there is no key 'nova.subsystems.api.package'; did you mean 'packages'?"]],
  ['subsystems: [api]', ['nova.subsystems: expected a map, found a list']],
  ['pips: [a]', ['nova.pips: expected a map, found a list']],
  ['pips: {distro: [a]}', ["there is no key 'nova.pips.distro'; known are pypi, git"]],
  ['pips: {pypi: ["a b"]}', ["nova.pips.pypi[0]: expected a requirement such as name==1.2.*, found 'a b'"]],
  [
    'pips: {pypi: ["--index-url=x"]}',
    ["nova.pips.pypi[0]: expected a requirement such as name==1.2.*, found '--index-url=x'"],
  ],
  ['pre-install: [true]', ["nova.pre-install[0]: expected a map with run, found 'true'"]],
  ['pre-install: [{}]', ['nova.pre-install[0]: expected a map with run, found a map']],
  ['pre-install: [{run: []}]', ['nova.pre-install[0].run: expected a program and its arguments, found a list']],
  ['pre-install: [{run: a b}]', ["nova.pre-install[0].run: expected a list of arguments, found 'a b'"]],
  ['pre-install: [{run: [a], as: me}]', ["nova.pre-install[0].as: expected root or service, found 'me'"]],
  [
    'pre-install: [{run: [a], stdin: {}}]',
    ['nova.pre-install[0].stdin: expected text or a list of lines, found a map'],
  ],
  [
    'post-install: [{run: [a], may-fail: perhaps, stin: x}]',
    [
      "there is no key 'nova.post-install[0].stin'; did you mean 'stdin'?",
      "nova.post-install[0].may-fail: expected true or false, found 'perhaps'",
    ],
  ],
  [
    'packages: {pypi: [{name: a, post-install: x}]}',
    ["nova.packages.pypi[0].post-install: expected a list of commands, found 'x'"],
  ],
])('%j is refused with its place', (content, reasons) => {
  expect(faultOf(content)).toEqual(reasons.map((reason) => `cannot read d.yaml:1: ${reason}`));
});
