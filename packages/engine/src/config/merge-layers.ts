import type {Layer, Setting} from './layer.ts';
import type {Schema} from './schema.ts';

/** Names an option as `section:option`, as references do. */
export function keyOf(section: string, option: string): string {
  return `${section}:${option}`;
}

/** The highest setting of each option. One that is set to nothing (null) has its default again. */
export function mergeLayers(defaults: Layer, layers: readonly Layer[]): ReadonlyMap<string, Setting> {
  const lowest = new Map(defaults.map((setting) => [keyOf(setting.section, setting.option), setting]));
  const merged = new Map(lowest);
  for (const setting of layers.flat()) {
    const key = keyOf(setting.section, setting.option);
    const effective = setting.value === null ? lowest.get(key) : setting;
    if (effective === undefined) merged.delete(key);
    else merged.set(key, effective);
  }
  return merged;
}

/** The lowest layer: what manifests and devstack itself declare. */
export function defaultsLayer(schema: Schema, directory: string): Layer {
  return [...schema.sections].flatMap(([section, options]) =>
    Object.entries(options).flatMap(([option, {default: value}]) =>
      value === undefined ? [] : [{section, option, value, origin: 'default', interpreted: true, directory}],
    ),
  );
}
