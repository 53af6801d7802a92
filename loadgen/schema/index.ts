export * from "./cell.ts";
export { checksOf } from "./checks.ts";
export * from "./figures.ts";
export * from "./labels.ts";
export * from "./options/index.ts";
export { HISTOGRAM_LAYOUT, serialisedHistogramsSchema } from "./outcome.ts";
export type { LoadOutcome, SerialisedHistograms } from "./outcome.ts";
export { OTHER_ENDPOINTS, type ErrorClass } from "./request.ts";
