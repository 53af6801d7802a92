/** Reads k6's JSON stream (`--out json`), which has a line for each measured value; uses those of requests and users. */
import { z } from "zod";
import { parseJson } from "../../archive/json.ts";
import { eachLine } from "../../archive/ndjson.ts";
import { ResultsError } from "../../errors.ts";
import type { RequestAggregator } from "../aggregate.ts";
import { aggregate } from "../aggregated-load.ts";
import type { ImportedLoad } from "../imported-load.ts";
import type { TextFile } from "../text/text-file.ts";
import { DURATION, requestOf, streamedLoad } from "./request.ts";

const point = z.object({
  type: z.literal("Point"),
  metric: z.string(),
  data: z.object({
    time: z.iso.datetime({ offset: true }),
    value: z.number(),
    tags: z.record(z.string(), z.string()).nullish(),
  }),
});
type Point = z.infer<typeof point>;

/** @throws {ResultsError} RESULTS_FOREIGN_FILE, RESULTS_INVALID with file and line, RESULTS_TOO_LARGE, RESULTS_IO */
export async function readK6Stream(sources: readonly TextFile[]): Promise<ImportedLoad> {
  return streamedLoad("k6 stream", await aggregate(sources, readStream));
}

async function readStream(source: TextFile, aggregator: RequestAggregator): Promise<boolean> {
  const file = source.path;
  let declaredAt: number | undefined;
  const onLine = (line: string, number: number) => {
    // Nine of ten lines belong to other metrics; parsing them would take most of the time.
    if (number > 1 && !line.includes(`"${DURATION}"`) && !line.includes('"vus"')) return;
    const place = `${file}:${number}`;
    const value = parseJson(place, line);
    if (number === 1 && !isStream(value))
      throw new ResultsError("RESULTS_FOREIGN_FILE", `${place} is not a line of k6's JSON stream (--out json)`);
    if (!isDeclaration(value)) recordPoint(aggregator, place, value);
    else if (value.metric === DURATION) {
      if (declaredAt !== undefined) throw secondRun(place, declaredAt);
      declaredAt = number;
    }
  };
  const { rest } = await eachLine(file, onLine, source.chunks());
  return source.isTruncated || rest !== "";
}

const isStream = (value: unknown): boolean =>
  z.object({ type: z.enum(["Metric", "Point"]), metric: z.string(), data: z.object({}) }).safeParse(value).success;

/** k6 declares each metric once, before its first value. */
const isDeclaration = (value: unknown): value is { metric?: unknown } =>
  typeof value === "object" && value !== null && "type" in value && value.type === "Metric";

function secondRun(place: string, first: number): ResultsError {
  const message = `${place} declares ${DURATION} again, after line ${first}: results were appended to others; split the file before the run that begins there, and import each part as a file of its own`;
  return new ResultsError("RESULTS_INVALID", message);
}

function recordPoint(aggregator: RequestAggregator, place: string, value: unknown): void {
  const { metric, data } = isPoint(value) ? value : checked(place, value);
  const atMs = Date.parse(data.time);
  if (metric === "vus") aggregator.seconds.users(atMs, Math.round(data.value));
  if (metric === DURATION) aggregator.add(requestOf(place, atMs, data.value, data.tags ?? {}));
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Checks the schema by hand, because zod would take longer than everything else with millions of lines. */
function isPoint(value: unknown): value is Point {
  const { type, metric, data } = (value ?? {}) as Partial<Point>;
  return (
    type === "Point" &&
    typeof metric === "string" &&
    typeof data === "object" &&
    typeof data?.value === "number" &&
    typeof data.time === "string" &&
    DATE_TIME.test(data.time) &&
    Number.isFinite(Date.parse(data.time)) &&
    areTags(data.tags)
  );
}

function areTags(tags: unknown): boolean {
  if (tags === undefined || tags === null) return true;
  if (typeof tags !== "object" || Array.isArray(tags)) return false;
  for (const name in tags) if (typeof (tags as Record<string, unknown>)[name] !== "string") return false;
  return true;
}

/** @throws {ResultsError} RESULTS_INVALID with the place in the line */
function checked(place: string, value: unknown): Point {
  const parsed = point.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new ResultsError("RESULTS_INVALID", `${place}, ${path.join(".") || "top"}: ${message}; use an unchanged copy`);
}
