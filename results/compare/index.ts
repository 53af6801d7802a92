/** Comparison of runs. */
export { cellLengths } from "./cell-length.ts";
export { compare, compareAll } from "./compare.ts";
export type { CompareOptions } from "./compare.ts";
export { ROUND_TRIPS_HEADER } from "./round-trips.ts";
export type * from "./types.ts";
export { pool, poolStacks } from "./pool.ts";
export { poolArchived } from "./pool.ts";
export { validityOf } from "./evidence.ts";
export { whyNoBaseline } from "./evidence.ts";
