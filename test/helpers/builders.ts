/**
 * Builders of valid measured data. Each returns a complete value that its schema accepts, with the given fields replaced
 * and with round numbers that a test can compute with.
 */
export * from "./builders/metrics.ts";
export * from "./builders/outputs.ts";
export * from "./builders/result.ts";
export * from "./builders/series.ts";
export * from "./builders/summary.ts";
