import type { KeyedHistogram } from "../../measure/second.ts";
import { addSparse, Histogram } from "../../histogram/index.ts";
import { encodeV2 } from "./encode.ts";

/** Values are recorded in µs; readers of `.hlog` files expect maxima in ms. */
const usPerMs = 1000;

/** The first lines of an `.hlog` file. */
export function hlogHead(startedAt: Date): string {
  const seconds = (startedAt.getTime() / 1000).toFixed(3);
  return (
    "#[Histogram log format version 1.3]\n" +
    `#[StartTime: ${seconds} (seconds since epoch), ${startedAt.toISOString()}]\n` +
    `#[BaseTime: ${seconds} (seconds since epoch)]\n` +
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n'
  );
}

/** One line per endpoint, outcome and kind of time that anything was recorded for in an interval. */
export function hlogLines(parts: readonly KeyedHistogram[], startS: number, lengthS: number): string {
  const merged = new Map<string, Histogram>();
  for (const { endpoint, segment: _segment, outcome, kind, ...sparse } of parts) {
    const tag = `${endpoint}|${outcome}|${kind}`.replaceAll(/[\s,=]/g, "_");
    const histogram = merged.get(tag) ?? new Histogram();
    merged.set(tag, addSparse(histogram, sparse));
  }
  return [...merged]
    .map(([tag, histogram]) => {
      const max = (histogram.max / usPerMs).toFixed(3);
      return `Tag=${tag},${startS.toFixed(3)},${lengthS.toFixed(3)},${max},${encodeV2(histogram)}\n`;
    })
    .join("");
}
