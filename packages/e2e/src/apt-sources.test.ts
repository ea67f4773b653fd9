import {expect, test} from 'vitest';
import {debianSources, mirrorOf, parseAptSources, renderDeb822} from './apt-sources.ts';

const deb822 = `# comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm
  bookworm-updates
Components: main contrib

Enabled: no
Types: deb
URIs: http://off.example
Suites: bookworm
Components: main

Types: deb
URIs: http://vendor.example
Suites: nodistro
Components: main
`;
const debian = {
  uri: 'http://mirror.example/debian',
  suites: ['bookworm', 'bookworm-updates'],
  components: ['main', 'contrib'],
};

test('both forms of apt sources say the same', () => {
  const line =
    'deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # why\n#deb http://x y z\n';
  expect(parseAptSources('debian.sources', deb822)[0]).toEqual(debian);
  expect(parseAptSources('sources.list', line)).toEqual([{...debian, suites: ['bookworm']}]);
});

test('only enabled sources of the release of this machine are taken', () => {
  expect(debianSources(parseAptSources('a.sources', deb822), 'bookworm', 'bookworm')).toEqual([debian]);
});

test('another suite is served by the same mirrors, and sid has no updates', () => {
  expect(debianSources([debian], 'bookworm', 'trixie')[0]?.suites).toEqual(['trixie', 'trixie-updates']);
  expect(debianSources([debian], 'bookworm', 'sid')[0]?.suites).toEqual(['sid']);
});

test('what is written is what was read', () => {
  expect(parseAptSources('a.sources', renderDeb822([debian, debian]))).toEqual([debian, debian]);
});

test('a suite that no source serves is an error that names it', () => {
  expect(mirrorOf([debian], 'bookworm')).toBe('http://mirror.example/debian');
  expect(() => mirrorOf([debian], 'trixie')).toThrow('cannot find a mirror of trixie');
});
