/** `block-store` as the name of a class: `BlockStore`. */
export function classNameOf(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** The text of a template, which is a plugin named `example` with a class `Example`, for another name. */
export function renameTemplate(text: string, name: string): string {
  return text.replaceAll('Example', classNameOf(name)).replaceAll('example', name);
}
