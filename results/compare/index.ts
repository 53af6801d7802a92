/** Comparison of runs. */
export { compare, compareAll } from "./compare.ts";
export type { CompareOptions } from "./compare.ts";
export { ROUND_TRIPS_HEADER } from "./round-trips.ts";
export type * from "./types.ts";
export { pool, poolStacks } from "./pool.ts";
export { whyNoBaseline } from "./baseline.ts";
