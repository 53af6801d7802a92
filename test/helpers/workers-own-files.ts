/** The files in which workers keep what they measured, and whether they add up to the result of their load. */
import assert from "node:assert/strict";
import { Aggregate } from "../../loadgen/coordinator/aggregate/aggregate.ts";
import type { LoadOutcome } from "../../loadgen/index.ts";
import type { FromWorker } from "../../loadgen/worker/protocol.ts";

/** @param text of one file, or of several after one another */
export const messagesIn = (text: string): FromWorker[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as FromWorker);

const sorted = (entries: readonly object[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort();

/**
 * The merged counts and histograms must equal the sum of the files, to each counter and bucket.
 * @returns that sum
 */
export function assertSum({ histograms }: LoadOutcome, files: readonly (readonly FromWorker[])[]): Aggregate {
  const sum = new Aggregate();
  files.forEach((messages, worker) => {
    for (const message of messages) if (message.type === "second") sum.add(worker, message);
  });
  assert.deepEqual(sorted(histograms.counts), sorted(sum.allCounts()));
  assert.deepEqual(sorted(histograms.entries), sorted(sum.serialised()));
  return sum;
}
