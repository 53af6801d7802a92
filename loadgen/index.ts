/** @stackmark/loadgen: an HTTP load generator that says when its own numbers cannot be trusted. */
export { runLoad, type LoadHooks } from "./coordinator/run-load.ts";
export type { Progress } from "./coordinator/progress.ts";
export { LoadStop } from "./coordinator/stop.ts";
export { spikeShape, stepShape, stressShape, type ShapeStage } from "./schedule/shapes.ts";
export { mergeCells } from "./result/merge.ts";
export { serialisedHistogramsSchema, type LoadOutcome, type SerialisedHistograms } from "./result/outcome.ts";
export { loadSpecSchema, parseSpec, type LoadSpec, type ParsedSpec } from "./spec/index.ts";
export { LoadError, type LoadErrorCode } from "./errors.ts";
export { thresholdMetrics } from "./thresholds/grammar.ts";
export { errorClasses, type ErrorClass } from "./measure/error-class.ts";
export { builtInScenarios, type BuiltInScenario } from "./scenario/names.ts";
export type { Reply, RequestOptions, Scenario, ScenarioModule, Task, User } from "./scenario/scenario.ts";
export type * from "./result/cell.ts";
