/** Writes tables as CSV, for spreadsheets and data frames (RFC 4180). */

export type CsvValue = string | number | null | undefined;
/** By heading. */
export type CsvColumns<T> = Record<string, (of: T) => CsvValue>;

/** With a line of headings; a missing value is an empty cell. */
export function csvTable<T>(columns: CsvColumns<T>, rows: readonly T[]): string {
  const line = (values: readonly CsvValue[]) => `${values.map(cell).join(",")}\r\n`;
  const getters = Object.values(columns);
  return line(Object.keys(columns)) + rows.map((row) => line(getters.map((of) => of(row)))).join("");
}

/** Quotes a value where that is needed. An apostrophe keeps spreadsheets from running text of a target as a formula. */
function cell(value: CsvValue): string {
  if (typeof value !== "string") return String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
