/** Reads the folder of `stackmark load --out`: `result.json`, and the distributions and seconds if they exist. */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cellSchema, serialisedHistogramsSchema } from "@stackmark/loadgen/schema";
import { fromJson, readJson } from "../archive/json.ts";
import { HISTOGRAMS_FILE, SECONDS_FILE } from "../archive/layout.ts";
import { readLines } from "../archive/ndjson.ts";
import { recordedSecondSchema } from "../schema/series.ts";
import type { Imported } from "../schema/recorded.ts";
import { NO_INFRASTRUCTURE, type ImportedLoad } from "./imported-load.ts";
import type { TextFile } from "./text/text-file.ts";

/** @throws {ResultsError} as `readJson` and `readLines` */
export async function readStackmark(source: TextFile): Promise<ImportedLoad> {
  const file = source.path;
  const result = fromJson(file, await source.whole(), cellSchema);
  const histograms = await beside(file, HISTOGRAMS_FILE);
  const series = await beside(file, SECONDS_FILE);
  const { values, cutOff } = series ? await readLines(series, recordedSecondSchema) : { values: [], cutOff: false };
  const absent: Imported["absent"] = [NO_INFRASTRUCTURE];
  if (!histograms) absent.push({ what: "distribution", reason: `there is no ${HISTOGRAMS_FILE} beside the file` });
  if (!series) absent.push({ what: "time series", reason: `there is no ${SECONDS_FILE} beside the file` });
  if (cutOff) absent.push({ what: "last second", reason: `${SECONDS_FILE} ends inside its last line` });
  return {
    tool: "stackmark",
    format: "Stackmark load",
    files: [file, histograms, series].filter((path) => path !== undefined),
    result,
    seconds: values,
    histograms: histograms === undefined ? undefined : { ...(await readJson(histograms, serialisedHistogramsSchema)) },
    absent,
  };
}

async function beside(file: string, name: string): Promise<string | undefined> {
  const other = join(dirname(file), name);
  return (await stat(other).catch(() => undefined))?.isFile() ? other : undefined;
}
