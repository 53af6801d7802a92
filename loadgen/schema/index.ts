export * from "./cell.ts";
export { serialisedHistogramsSchema } from "./outcome.ts";
export type { LoadOutcome, SerialisedHistograms } from "./outcome.ts";
