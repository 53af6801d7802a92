import { Histogram } from "../../../loadgen/histogram/index.ts";

export function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}
