/** Scaling studies: what one measured, in tables, knees, scaling laws and verdicts. */
export { pointOf, type ScalingPoint, type ScalingRun } from "./point.ts";
export { scalingStudy, type ScalingStudy, type ScalingVariant, type ScalingVerdict } from "./study.ts";
