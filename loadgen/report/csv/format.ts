/** One row as Python's csv module writes it: quoted only where needed, ended by CRLF. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
