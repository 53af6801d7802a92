export * from "./cell.ts";
export { latencyOf, quantiles, samplesNeeded } from "./percentiles.ts";
