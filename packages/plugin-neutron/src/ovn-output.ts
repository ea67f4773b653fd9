/** The values of the first column of what `ovn-sbctl --format=json list` prints. */
export function firstColumn(output: string): readonly string[] {
  const {data} = JSON.parse(output) as {readonly data: readonly (readonly string[])[]};
  return data.flatMap(([value]) => value ?? []);
}
