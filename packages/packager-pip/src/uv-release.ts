import {DevstackError, type HostFacts} from '@devstack/sdk';

interface UvWheel {
  readonly filename: string;
  /** `sha256:...` of the wheel, as PyPI has it. */
  readonly checksum: string;
}

/** The uv that everything here was tested with. To change it, take all four lines from PyPI's page of the release. */
export const UV_VERSION = '0.13.9';

const WHEELS: Readonly<Record<string, Readonly<Record<'glibc' | 'musl', UvWheel>>>> = {
  x64: {
    glibc: wheel(
      'manylinux_2_17_x86_64.manylinux2014_x86_64',
      'd7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19',
    ),
    musl: wheel('musllinux_1_1_x86_64', '2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25'),
  },
  arm64: {
    glibc: wheel('manylinux_2_28_aarch64', 'ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375'),
    musl: wheel(
      'manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64',
      '5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe',
    ),
  },
};

/** Throws DEVSTACK_ERR_UNSUPPORTED for a processor for which there is no uv. */
export function uvWheelFor({arch, osRelease}: HostFacts): UvWheel {
  const found = WHEELS[arch];
  if (found !== undefined) return osRelease.ID === 'alpine' ? found.musl : found.glibc;
  throw new DevstackError(`cannot make a Python environment: there is no uv for processor '${arch}'`, {
    code: 'DEVSTACK_ERR_UNSUPPORTED',
    suggestions: ["use the distribution's packages: --set default.origin=distro"],
  });
}

function wheel(platform: string, sha256: string): UvWheel {
  return {filename: `uv-${UV_VERSION}-py3-none-${platform}.whl`, checksum: `sha256:${sha256}`};
}
