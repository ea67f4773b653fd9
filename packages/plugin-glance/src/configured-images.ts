import type {ImageSource, Json, JsonObject, Problem} from '@devstack/sdk';

type Visibility = NonNullable<ImageSource['visibility']>;

const KEYS = ['url', 'build', 'checksum', 'properties', 'visibility'];
const VISIBILITIES: readonly string[] = ['public', 'private', 'shared', 'community'] satisfies readonly Visibility[];
const EXAMPLE =
  'a path or a URL: --set glance.images=cirros=./cirros.qcow2; in YAML also a map of url (or build: tiny), checksum, properties and visibility';

/** The images of the option: a location, or a map with a `url`; and what is wrong with the others. @param place who asks for one */
export function readImages(
  option: JsonObject,
  place: (name: string) => string,
): {readonly images: readonly ImageSource[]; readonly problems: readonly Problem[]} {
  const images: ImageSource[] = [];
  const problems: Problem[] = [];
  for (const [name, value = null] of Object.entries(option)) {
    const image = readImage(name, value);
    if (image !== undefined) images.push(image);
    else {
      const message = `image '${name}' cannot be ${JSON.stringify(value)}; ${place(name)} asks for it`;
      problems.push({message, suggestion: EXAMPLE});
    }
  }
  return {images, problems};
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

/** An image is somewhere, or it is built here by the downloader that knows the scheme `build+NAME`. */
function locationOf({url, build, checksum}: JsonObject): string | undefined {
  if (build === undefined) return typeof url === 'string' && isLocation(url) ? url : undefined;
  const isName = typeof build === 'string' && /^[a-z][a-z0-9-]*$/.test(build);
  return isName && url === undefined && checksum === undefined ? `build+${build}:image` : undefined;
}

/** A path is absolute by now. */
function isLocation(url: string): boolean {
  return url.startsWith('/') || /^(https?|file):\/\//.test(url);
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
