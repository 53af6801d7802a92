/** Statistics over repeats of a cell: pure functions of one value a cell. */
export { interval, paired, welch } from "./estimate.ts";
export type { Estimate, Interval } from "./estimate.ts";
export { holm } from "./holm.ts";
export { FAILURE_MARGIN_POINTS, LATENCY_FLOOR_MS, RELATIVE_MARGINS, logMargin } from "./margins.ts";
export { permutationP } from "./permutation.ts";
export { detectableWith, leastDetectable, repeatsNeeded } from "./power.ts";
export { judge } from "./verdict.ts";
export type { Judged, Verdict } from "./verdict.ts";
