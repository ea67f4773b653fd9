import {expect, test} from 'vitest';
import {readImages} from './configured-images.ts';

const place = (name: string) => `${name} (here)`;

test('an image is a location, or a map that says more', () => {
  const option = {
    small: '/images/small.qcow2',
    large: {
      url: 'https://example.org/large.qcow2',
      checksum: `sha256:${'0'.repeat(64)}`,
      properties: {hw_vif_multiqueue_enabled: true, min_ram: 512},
      visibility: 'private',
    },
  };
  expect(readImages(option, place)).toEqual({
    images: [
      {name: 'small', location: '/images/small.qcow2', properties: {}, visibility: 'public'},
      {
        name: 'large',
        location: 'https://example.org/large.qcow2',
        checksum: `sha256:${'0'.repeat(64)}`,
        properties: {hw_vif_multiqueue_enabled: 'true', min_ram: '512'},
        visibility: 'private',
      },
    ],
    problems: [],
    leftOut: [],
  });
});

test('an image can be built here', () => {
  const {images, problems} = readImages({tiny: {build: 'tiny', properties: {os_distro: 'tiny'}}}, place);
  const properties = {os_distro: 'tiny'};
  expect(images).toEqual([{name: 'tiny', location: 'build+tiny:image', properties, visibility: 'public'}]);
  expect(problems).toEqual([]);
});

test('an optional image is left out where it cannot be built; one that somebody insists on is not', () => {
  const option = {
    tiny: {build: 'tiny', optional: true},
    mine: {build: 'tiny'},
    other: {build: 'other', optional: true},
  };
  const {images, problems, leftOut} = readImages(option, place, {tiny: 'it has the kernel of Debian'});
  expect(images.map(({name}) => name)).toEqual(['mine', 'other']);
  expect(problems).toEqual([]);
  expect(leftOut).toEqual([{name: 'tiny', why: 'it has the kernel of Debian'}]);
});

test.each([
  [null],
  [{build: 'tiny', url: '/x'}],
  [{build: 'tiny', checksum: 'sha256:00'}],
  [{build: '../x'}],
  [{build: true}],
  [{build: 'tiny', optional: 'yes'}],
  [{url: '/x', optional: true}],
  ['ftp://example.org/x'],
  [{}],
  [{url: '/x', chekcsum: 'y'}],
  [{url: '/x', properties: 'y'}],
  [{url: '/x', visibility: 'everybody'}],
  [{url: '/x', checksum: 1}],
])('%j is refused with its place', (value) => {
  const {images, problems} = readImages({odd: value}, place);
  expect(images).toEqual([]);
  expect(problems).toEqual([
    {
      message: `image 'odd' cannot be ${JSON.stringify(value)}; odd (here) asks for it`,
      suggestion: expect.stringContaining('--set glance.images='),
    },
  ]);
});
