/** The common result of all importers: one cell, and what its files do not contain. */
import type { Histograms } from "../schema/run.ts";
import type { Imported, RecordedEndpoint, RecordedError, RecordedResult } from "../schema/recorded.ts";
import type { RecordedSecond } from "../schema/series.ts";

export interface ImportedLoad {
  tool: Imported["tool"];
  /** Format of the file, such as `k6 stream`. */
  format: string;
  /** Paths of all files that were read. */
  files: string[];
  result: RecordedResult;
  seconds: RecordedSecond[];
  /** Absent if the file has no distribution. */
  histograms?: Histograms;
  /** Requests of each file, if they were added; absent if there can be only one. */
  partRequests?: number[];
  absent: Imported["absent"];
}

export interface Measured {
  /** In ms since 1970. */
  startedAt: number | null;
  endedAt: number | null;
  measuredMs: number | null;
  overall: RecordedEndpoint;
  endpoints: RecordedEndpoint[];
  errors: RecordedError[];
  /** Why the file is incomplete, which makes the cell partial; absent if it is complete. */
  cutOff?: string;
}

/** The measured values as a result, with `null` for what only Stackmark's own generator records. */
export function resultOf(measured: Measured): RecordedResult {
  const { startedAt, endedAt, measuredMs, overall, endpoints, errors, cutOff } = measured;
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    schemaVersion: 0,
    status: cutOff === undefined ? "complete" : "partial",
    reasons: cutOff === undefined ? [] : [{ code: "cut-off", message: cutOff }],
    spec: {},
    target: null,
    startedAt: time(startedAt),
    endedAt: time(endedAt),
    measuredMs,
    segments: [],
    vantage: { kind: "unknown", where: "not stated", rttMs: null },
    overall,
    endpoints,
    errors,
    accounting: null,
    generator: null,
    longestGapMs: null,
  };
}

export const NO_INFRASTRUCTURE = {
  what: "infrastructure",
  reason: "the file does not say which infrastructure the target ran on",
};

/** What no file of another tool contains. */
export const ALWAYS_ABSENT: Imported["absent"] = [
  { what: "generator health", reason: "the file does not say whether the generator kept up" },
  {
    what: "accounting",
    reason: "the file does not say how many requests were planned, aborted or still in flight at the end",
  },
  NO_INFRASTRUCTURE,
  { what: "load", reason: "the file does not say which load was requested, nor which part of it was warm-up" },
];
