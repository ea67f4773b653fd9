import type {ImageSource, Json, JsonObject, Problem} from '@devstack/sdk';

type Visibility = NonNullable<ImageSource['visibility']>;

const KEYS = ['url', 'build', 'checksum', 'properties', 'visibility', 'optional'];
const VISIBILITIES: readonly string[] = ['public', 'private', 'shared', 'community'] satisfies readonly Visibility[];
const EXAMPLE =
  'a path or a URL: --set glance.images=cirros=./cirros.qcow2; in YAML also a map of url (or build: tiny), checksum, properties and visibility';

/** What the option asks for, as far as it can be had. */
export interface ConfiguredImages {
  readonly images: readonly ImageSource[];
  readonly problems: readonly Problem[];
  /** Optional ones that cannot be built, each with the reason. */
  readonly leftOut: readonly {readonly name: string; readonly why: string}[];
}

/**
 * The images of the option: a location, or a map with a `url`; and what is wrong with the others.
 * @param place who asks for one
 * @param unbuilt what cannot be built on this distro, and why
 */
export function readImages(
  option: JsonObject,
  place: (name: string) => string,
  unbuilt: JsonObject = {},
): ConfiguredImages {
  const images: ImageSource[] = [];
  const problems: Problem[] = [];
  const leftOut: {name: string; why: string}[] = [];
  for (const [name, value = null] of Object.entries(option)) {
    const image = readImage(name, value);
    const why = isMap(value) && value.optional === true ? unbuilt[String(value.build)] : undefined;
    if (image !== undefined && typeof why === 'string') leftOut.push({name, why});
    else if (image !== undefined) images.push(image);
    else {
      const message = `image '${name}' cannot be ${JSON.stringify(value)}; ${place(name)} asks for it`;
      problems.push({message, suggestion: EXAMPLE});
    }
  }
  return {images, problems, leftOut};
}

function readImage(name: string, value: Json): ImageSource | undefined {
  const given = typeof value === 'string' ? {url: value} : value;
  if (!isMap(given) || Object.keys(given).some((key) => !KEYS.includes(key))) return undefined;
  const {checksum, properties = {}, visibility = 'public'} = given;
  const location = locationOf(given);
  if (location === undefined || !isMap(properties)) return undefined;
  if (typeof visibility !== 'string' || !VISIBILITIES.includes(visibility)) return undefined;
  if (checksum !== undefined && typeof checksum !== 'string') return undefined;
  const texts = Object.entries(properties).map(([key, property]) => [key, String(property)]);
  return {
    name,
    location,
    ...(checksum === undefined ? {} : {checksum}),
    properties: Object.fromEntries(texts),
    visibility: visibility as Visibility,
  };
}

/** An image is somewhere, or it is built here by the downloader that knows the scheme `build+NAME`; then it may be optional. */
function locationOf({url, build, checksum, optional = false}: JsonObject): string | undefined {
  if (build === undefined) return typeof url === 'string' && isLocation(url) && optional === false ? url : undefined;
  const isName = typeof build === 'string' && /^[a-z][a-z0-9-]*$/.test(build);
  const isBuilt = isName && url === undefined && checksum === undefined && typeof optional === 'boolean';
  return isBuilt ? `build+${build}:image` : undefined;
}

/** A path is absolute by now. */
function isLocation(url: string): boolean {
  return url.startsWith('/') || /^(https?|file):\/\//.test(url);
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
