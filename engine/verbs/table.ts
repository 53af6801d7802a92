/** Columns as Pulumi's plain tables: padded, two spaces between, no lines. Pure. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], indent = ""): string[] {
  const all = [head, ...rows.flatMap(byLine)];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => (indent + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).trimEnd());
}

/** A cell of several lines takes as many rows. */
function byLine(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split("\n"));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => cells.map((lines) => lines[index] ?? ""));
}
