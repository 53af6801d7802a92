/** Statistics over repeats: pure functions of one value per replicate. */
export { withinCellError } from "./batch-means.ts";
export { changePoints } from "./change-points.ts";
export type { ChangePoint, ChangePointOptions } from "./change-points.ts";
export { hierarchicalBootstrap } from "./bootstrap.ts";
export {
  KNOWN_VARIANCE,
  differenceOf,
  interval,
  mean,
  meanOf,
  paired,
  pooledDegrees,
  tOneSided,
  variance,
  welch,
} from "./estimate.ts";
export type { Estimate, Interval, Uncertain } from "./estimate.ts";
export { holm } from "./holm.ts";
export { permutationP, signFlipP } from "./permutation.ts";
export { wilson } from "./proportion.ts";
export { detectableBy, leastDetectable, repeatsNeeded } from "./power.ts";
export { judge, logMargin } from "./verdict.ts";
export type { Judged, Verdict } from "./verdict.ts";
