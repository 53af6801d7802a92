export { Histogram } from "./histogram.ts";
export { addSparse, decodeHistogram, encodeHistogram, type SparseHistogram } from "./sparse.ts";
export { latencyOf, quantiles, samplesNeeded } from "./percentiles.ts";
export { counters, highestValueAt, indexOf, largestValue, lowestValueAt } from "./layout.ts";
