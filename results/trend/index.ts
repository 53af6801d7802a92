/** Metrics over the runs of a stack, and when they changed. */
export { DEFAULT_LEVEL, trendOf } from "./trend.ts";
export type { TrendOptions } from "./trend.ts";
export type * from "./types.ts";
