import type { KeyedHistogram } from "../measure/second.ts";
import { addSparse, COUNTER_COUNT, Histogram, LARGEST_VALUE } from "../histogram/index.ts";
import { deflateSync } from "node:zlib";

/** Values are recorded in µs; readers of `.hlog` files expect maxima in ms. */
const US_PER_MS = 1000;

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
      const max = (histogram.max / US_PER_MS).toFixed(3);
      return `Tag=${tag},${startS.toFixed(3)},${lengthS.toFixed(3)},${max},${encodeV2(histogram)}\n`;
    })
    .join("");
}

/** HdrHistogram's V2 encoding: what its readers in every language take, counters as zigzag LEB128, runs of zeros as one. */
const V2_COOKIE = 0x1c849303 | 0x10;
const V2_COMPRESSED_COOKIE = 0x1c849304 | 0x10;
const SIGNIFICANT_DIGITS = 3;
const LOWEST_DISCERNIBLE = 1n;
/** Readers allocate counters up to here, in µs; more only for a histogram that has longer times. */
const USUAL_RANGE = 60_000_000;

/** A histogram of microseconds as base64 of its compressed V2 encoding. Values past its end are in the last counter. */
export function encodeV2(histogram: Histogram): string {
  const payload = zigZagCounts(histogram);
  const header = Buffer.alloc(40);
  header.writeInt32BE(V2_COOKIE, 0);
  header.writeInt32BE(payload.length, 4);
  header.writeInt32BE(0, 8);
  header.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  header.writeBigInt64BE(LOWEST_DISCERNIBLE, 16);
  header.writeBigInt64BE(BigInt(Math.min(LARGEST_VALUE, Math.max(USUAL_RANGE, histogram.max))), 24);
  header.writeDoubleBE(1, 32);
  const deflated = deflateSync(Buffer.concat([header, payload]));
  const prefix = Buffer.alloc(8);
  prefix.writeInt32BE(V2_COMPRESSED_COOKIE, 0);
  prefix.writeInt32BE(deflated.length, 4);
  return Buffer.concat([prefix, deflated]).toString("base64");
}

function zigZagCounts(histogram: Histogram): Buffer {
  const bytes: number[] = [];
  let next = 0;
  const push = (index: number, count: number) => {
    if (index > next) pushZigZag(bytes, next - index);
    pushZigZag(bytes, count);
    next = index + 1;
  };
  const last = COUNTER_COUNT - 1;
  let atLast = histogram.pastEnd;
  for (const [index, count] of histogram.counters()) {
    if (index === last) atLast += count;
    else push(index, count);
  }
  if (atLast > 0) push(last, atLast);
  return Buffer.from(bytes);
}

/** The zigzag of a count fits what a double holds exactly. */
function pushZigZag(bytes: number[], value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
