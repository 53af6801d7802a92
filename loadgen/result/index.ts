export * from "./cell.ts";
export { serialisedHistogramsSchema } from "./outcome.ts";
export type { SerialisedHistograms } from "./outcome.ts";
export { latencyOf, quantiles, samplesNeeded } from "./percentiles.ts";
export { unsteadiness } from "./steady.ts";
