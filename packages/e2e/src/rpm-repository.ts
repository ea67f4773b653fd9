import type {Lab} from './lab.ts';

interface Rpm {
  readonly name: string;
  readonly version: string;
  /** Lines of the spec's header. */
  readonly header?: string;
  /** What it runs once it is unpacked. */
  readonly post?: string;
  readonly files?: string;
}

/** What every system of this kind has: the directories that the others put something into, and a shell for their scripts. */
const filesystem: Rpm = {
  name: 'filesystem',
  version: '3',
  header: 'Provides: /bin/sh',
  files: ['/etc', '/usr', '/usr/bin', '/usr/share', '/var', '/var/lib', '/var/log']
    .map((path) => `%dir ${path}`)
    .join('\n'),
};

const packages: readonly Rpm[] = [
  filesystem,
  {name: 'leaf', version: '1.0'},
  {name: 'middle', version: '1.0', header: 'Requires: leaf >= 1.0'},
  {
    name: 'top',
    version: '2.1',
    header: 'Requires: middle',
    post: 'useradd --system topper\nmkdir -p /var/lib/top\necho made >/var/lib/top/state\necho log >/var/log/top.log',
  },
  {name: 'other', version: '1.2.3'},
  {name: 'other', version: '1.3.0'},
  {name: 'foreign', version: '1', header: 'Requires: leaf'},
  {name: 'enemy', version: '1', header: 'Conflicts: leaf'},
  {
    name: 'slow',
    version: '1',
    header: 'Requires: leaf',
    post: 'sleep 4\necho done >/var/lib/slow',
  },
  {name: 'broken', version: '1', post: 'exit 3'},
];

function specOf({name, version, header = '', post = '', files = `/usr/share/${name}`}: Rpm): string {
  const directories = [...files.matchAll(/^%dir (\S+)/gm)].map(([, path]) => `mkdir -p %{buildroot}${path}`);
  return `Name: ${name}
Version: ${version}
Release: 1
Summary: ${name}
License: none
BuildArch: noarch
${header}
%description
${name}
%install
mkdir -p %{buildroot}/usr/share/${name}
echo ${version} >%{buildroot}/usr/share/${name}/version
${directories.join('\n')}
%files
${files}
${files.includes('%dir') ? `/usr/share/${name}` : ''}
%post
${post}
`;
}

/** Makes a lab a small system of rpm packages: dnf, a source of packages, and what such a system has from the start. */
export async function makeRpmSystem(lab: Lab): Promise<void> {
  const env = {DEBIAN_FRONTEND: 'noninteractive'};
  await lab.run(['apt-get', 'install', '-y', '--no-install-recommends', 'dnf', 'createrepo-c', 'rpm', 'passwd'], {env});
  for (const rpm of packages) {
    const script =
      'mkdir -p /srv/rpm && cat >/srv/spec && rpmbuild -bb --quiet --define "_topdir /srv/build" --define "_rpmdir /srv/rpm" /srv/spec';
    await lab.run(['sh', '-ec', script], {input: specOf(rpm)});
  }
  await lab.run(['createrepo_c', '--quiet', '/srv/rpm']);
  await lab.run(['mkdir', '-p', '/etc/yum.repos.d']);
  await useSource(lab, 'file:///srv/rpm');
  await lab.run(['dnf', '-y', 'install', 'filesystem']);
  await lab.run(['dnf', '-q', 'repoquery', '--userinstalled']);
}

export async function useSource(lab: Lab, uri: string): Promise<void> {
  const input = `[tiny]\nname=tiny\nbaseurl=${uri}\ngpgcheck=0\nretries=1\n`;
  await lab.run(['tee', '/etc/yum.repos.d/tiny.repo'], {input});
}
