export type Align = 'left' | 'right';

/** Rows as aligned lines, columns two spaces apart. Widths are counted before `style` adds colour to a cell. */
export function alignRows(
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
  style: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] {
  const widths = widthsOf(rows);
  return rows.map((cells, row) =>
    cells
      .map((cell, column) => pad(style(cell, row, column), widths[column]! - cell.length, align[column]))
      .join('  ')
      .trimEnd(),
  );
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const cells of rows)
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  return widths;
}

function pad(text: string, missing: number, align: Align = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, missing));
  return align === 'right' ? blanks + text : text + blanks;
}
