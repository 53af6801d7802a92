/** @stackmark/loadgen: an HTTP load generator that says when its own numbers cannot be trusted. */
export { runLoad } from "./coordinator/run-load.ts";
export type { LoadHooks } from "./coordinator/coordinator.ts";
export type { Progress } from "./coordinator/progress.ts";
export { progressText, resultText } from "./report/progress-text.ts";
export { reachTarget } from "./coordinator/target.ts";
export { LoadStop } from "./coordinator/coordinator.ts";
export { spikeShape, stepShape, stressShape, type ShapeStage } from "./schedule/shapes.ts";
export { mergeCells } from "./coordinator/result/merge.ts";
export { serialisedHistogramsSchema, type LoadOutcome, type SerialisedHistograms } from "./schema/outcome.ts";
export { loadSpecSchema, parseSpec, type LoadSpec, type ParsedSpec } from "./schema/spec.ts";
export { LoadError, type LoadErrorCode } from "./errors.ts";
export { THRESHOLD_METRICS } from "./schema/thresholds.ts";
export { ERROR_CLASSES, type ErrorClass } from "./schema/request.ts";
export { BUILT_IN_SCENARIOS, type BuiltInScenario } from "./schema/fields.ts";
export type { Expectation, Extraction, Json, JsonPointer } from "./scenario/answer.ts";
export type { DataFile } from "./scenario/data.ts";
export type { Reply, RequestOptions, Scenario, ScenarioModule, Task, User } from "./scenario/scenario.ts";
export type * from "./schema/cell.ts";
