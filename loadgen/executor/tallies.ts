import type { Sample } from "../measure/sample.ts";
import { headerOf } from "../transport/h1/head.ts";
import type { ResponseHead } from "../transport/transport.ts";

/** Adds the numbers in these response headers to those of the sample's earlier hops. */
export function addTallies(sample: Sample, head: ResponseHead, names: readonly string[]): void {
  names.forEach((name, index) => {
    const text = headerOf(head, name);
    const value = text === undefined || text === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) return;
    sample.tallies ??= names.map(() => undefined);
    sample.tallies[index] = (sample.tallies[index] ?? 0) + value;
  });
}
