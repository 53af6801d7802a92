/**
 * Builders of valid measured data: each gives a whole value that its schema accepts, with the given fields replaced.
 * The numbers are plain ones that a test can compute with.
 */
export * from "./builders/metrics.ts";
export * from "./builders/outputs.ts";
export * from "./builders/result.ts";
export * from "./builders/series.ts";
