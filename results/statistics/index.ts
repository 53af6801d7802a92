/** Statistics over repeats of a cell: pure functions of one value a cell. */
export { hierarchicalBootstrap } from "./bootstrap.ts";
export { interval, paired, tOneSided, welch } from "./estimate.ts";
export type { Estimate, Interval } from "./estimate.ts";
export { holm } from "./holm.ts";
export { logMargin } from "./verdict.ts";
export { mean } from "./estimate.ts";
export { permutationP, signFlipP } from "./permutation.ts";
export { detectableBy, leastDetectable, repeatsNeeded } from "./power.ts";
export { withinCellError } from "./batch-means.ts";
export { judge } from "./verdict.ts";
export type { Judged, Verdict } from "./verdict.ts";
