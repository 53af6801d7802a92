import type { KeyedHistogram } from "../measure/second.ts";
import { addSparse, Histogram, COUNTER_COUNT } from "../histogram/index.ts";
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
/** Of the layout's nominal range, 60 s in µs. */
const HIGHEST_TRACKABLE = 60_000_000n;

/** A histogram of microseconds as base64 of its compressed V2 encoding. */
export function encodeV2(histogram: Histogram): string {
  const payload = zigZagCounts(histogram);
  const header = Buffer.alloc(40);
  header.writeInt32BE(V2_COOKIE, 0);
  header.writeInt32BE(payload.length, 4);
  header.writeInt32BE(0, 8);
  header.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  header.writeBigInt64BE(LOWEST_DISCERNIBLE, 16);
  header.writeBigInt64BE(HIGHEST_TRACKABLE, 24);
  header.writeDoubleBE(1, 32);
  const deflated = deflateSync(Buffer.concat([header, payload]));
  const prefix = Buffer.alloc(8);
  prefix.writeInt32BE(V2_COMPRESSED_COOKIE, 0);
  prefix.writeInt32BE(deflated.length, 4);
  return Buffer.concat([prefix, deflated]).toString("base64");
}

function zigZagCounts({ counts }: Histogram): Buffer {
  const bytes: number[] = [];
  let used = COUNTER_COUNT;
  while (used > 0 && counts[used - 1] === 0) used -= 1;
  for (let index = 0; index < used;) {
    let zeros = 0;
    while (index + zeros < used && counts[index + zeros] === 0) zeros += 1;
    pushZigZag(bytes, zeros > 0 ? -zeros : counts[index]!);
    index += Math.max(1, zeros);
  }
  return Buffer.from(bytes);
}

/** Counts fit 32 bits, so their zigzag fits what a double holds exactly. */
function pushZigZag(bytes: number[], value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
