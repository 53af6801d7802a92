/** Compares runs, and pools runs of one stack. */
export { cellLengths } from "./cell-length.ts";
export { compare, compareAll } from "./compare.ts";
export type { CompareOptions } from "./compare.ts";
export { ROUND_TRIPS_HEADER } from "./round-trips.ts";
export { headlineSentences } from "./headline-text.ts";
export type * from "./headline-types.ts";
export type * from "./types.ts";
export { pool, poolArchived, poolStacks } from "./pool.ts";
export { requireMargins } from "./settings.ts";
export { inOrderOfTime } from "./time-order.ts";
export { readingsOf, type LevelReadings } from "./side-readings.ts";
export { isSaturated } from "./cause.ts";
export { givenSpreadText } from "./given-spread.ts";
export { levelText, loadText, placeText, saysLoad, thinkTimeKind } from "./load-text.ts";
export { unfitLines } from "./unfit.ts";
export { validityChecks, validityOf, whyNoBaseline } from "./evidence.ts";
export { gateOf, whyGateCannotDecide, type Gate } from "./gate.ts";
