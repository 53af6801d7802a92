import { Histogram } from "./histogram.ts";
import { COUNTER_COUNT, indexOf } from "./layout.ts";
import { LoadError } from "../errors.ts";

/**
 * A histogram as plain JSON: only its non-zero counters, as base64 of varint pairs (distance to the previous index,
 * count). A second's delta of one endpoint takes some hundred bytes; decoding adds, so parts merge in any order.
 */
export interface SparseHistogram {
  counts: string;
  count: number;
  sumUs: number;
  /** `null` when empty: JSON has no infinity. */
  minUs: number | null;
  maxUs: number;
  /** Values past the end of the layout, which have no counter. */
  clamped: number;
}

/** The last counter of the layout of 0.1, in which it also counted values past its end. */
const LAST_OF_0_1 = indexOf(2 ** 26 - 1);

export function encodeHistogram(histogram: Histogram): SparseHistogram {
  const bytes: number[] = [];
  let previous = 0;
  for (const [index, count] of histogram.counters()) {
    pushVarint(bytes, index - previous);
    pushVarint(bytes, count);
    previous = index;
  }
  return {
    counts: Buffer.from(bytes).toString("base64"),
    count: histogram.count,
    sumUs: histogram.sum,
    minUs: histogram.count === 0 ? null : histogram.min,
    maxUs: histogram.max,
    clamped: histogram.pastEnd,
  };
}

/**
 * Adds an encoded histogram to `into`.
 * @throws LoadError `LOAD_HISTOGRAM_CORRUPT` when counters lie outside the layout or don't add up to `count`; `into` is then
 * left as it was.
 */
export function addSparse(into: Histogram, sparse: SparseHistogram): Histogram {
  const pairs = decodePairs(Buffer.from(sparse.counts, "base64"));
  let total = 0;
  for (const [index, count] of pairs) {
    if (index >= COUNTER_COUNT) throw corrupt(`counter ${index} of ${COUNTER_COUNT}`);
    total += count;
  }
  const { clamped } = sparse;
  const of0_1 = clamped > 0 && total === sparse.count;
  if (!of0_1 && total + clamped !== sparse.count)
    throw corrupt(`counters hold ${total + clamped} values, the header says ${sparse.count}`);
  for (const [index, count] of pairs) into.addAt(index, count);
  if (of0_1) into.addAt(LAST_OF_0_1, -clamped);
  return into.addTotals({
    count: sparse.count,
    sum: sparse.sumUs,
    min: sparse.minUs ?? Infinity,
    max: sparse.maxUs,
    pastEnd: clamped,
  });
}

export function decodeHistogram(sparse: SparseHistogram): Histogram {
  return addSparse(new Histogram(), sparse);
}

function decodePairs(bytes: Buffer): [index: number, count: number][] {
  const pairs: [number, number][] = [];
  let at = 0;
  let index = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at];
      if (byte === undefined) throw corrupt("it ends inside a number");
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    index += varint();
    pairs.push([index, varint()]);
  }
  return pairs;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function corrupt(what: string): LoadError {
  return new LoadError(
    "LOAD_HISTOGRAM_CORRUPT",
    `An encoded histogram is damaged: ${what}. Measure again, or use a copy.`,
  );
}
