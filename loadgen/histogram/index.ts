export { Histogram } from "./histogram.ts";
export { addSparse, decodeHistogram, encodeHistogram, type SparseHistogram } from "./sparse.ts";
export { latencyOf, QUANTILES, samplesNeeded, secondPercentiles } from "./percentiles.ts";
export { COUNTER_COUNT, highestValueAt, indexOf, LARGEST_VALUE, lowestValueAt } from "./layout.ts";
