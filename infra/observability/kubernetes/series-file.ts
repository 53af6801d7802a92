/** A cell's full series as NDJSON beside its result: one line a series, then one a value. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WindowReading } from "./read-window.ts";

export const SERIES_FILE = "prometheus.ndjson";

/** Replaces what an earlier attempt wrote: a window is read as a whole. */
export async function writeSeries(
  folder: string,
  { lines, readings }: Pick<WindowReading, "lines" | "readings">,
): Promise<void> {
  const rows: object[] = [
    ...lines.map((line) => ({ kind: "series", ...line })),
    ...readings.map((reading) => ({ kind: "value", ...reading })),
  ];
  await writeFile(join(folder, SERIES_FILE), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
