/** The files in which workers keep what they measured, and whether they add up to the result of their load. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Aggregate } from "../../loadgen/coordinator/aggregate/aggregate.ts";
import type { LoadOutcome } from "../../loadgen/index.ts";
import type { FromWorker } from "../../loadgen/worker/protocol.ts";

/** @param text of one file, or of several after one another */
export const messagesIn = (text: string): FromWorker[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as FromWorker);

type Files = readonly (readonly FromWorker[])[];

function sumOf(files: Files): Aggregate {
  const sum = new Aggregate();
  files.forEach((messages, worker) => {
    for (const message of messages) if (message.type === "second") sum.add(worker, message);
  });
  return sum;
}

const sorted = (entries: readonly object[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort();
const figuresOf = (counts: readonly object[], histograms: readonly object[]) => ({
  counts: sorted(counts),
  histograms: sorted(histograms),
});
const merged = ({ histograms: { counts, entries } }: LoadOutcome) => figuresOf(counts, entries);
const summed = (sum: Aggregate) => figuresOf(sum.allCounts(), sum.serialised());

/**
 * The merged counts and histograms must equal the sum of the files, to each counter and bucket.
 * @returns that sum
 */
export function assertSum(outcome: LoadOutcome, files: Files): Aggregate {
  const sum = sumOf(files);
  assert.deepEqual(merged(outcome), summed(sum));
  return sum;
}

/** Whether they do, as {@link assertSum} demands. */
export const isSum = (outcome: LoadOutcome, files: Files): boolean =>
  isDeepStrictEqual(merged(outcome), summed(sumOf(files)));
