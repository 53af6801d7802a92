export { Histogram } from "./histogram.ts";
export { addSparse, decodeHistogram, encodeHistogram, type SparseHistogram } from "./sparse.ts";
export { latencyOf, QUANTILES as quantiles, samplesNeeded } from "./percentiles.ts";
export {
  COUNTER_COUNT as counters,
  highestValueAt,
  indexOf,
  LARGEST_VALUE as largestValue,
  lowestValueAt,
} from "./layout.ts";
