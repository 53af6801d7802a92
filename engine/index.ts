/** The embedded engine: runs Pulumi programs without the Pulumi CLI, with Pulumi's protocols and state files. */
export { EngineError } from "./errors.ts";
export type { EngineErrorCode } from "./errors.ts";
export type {
  EngineEvent,
  EventPayload,
  Severity,
  Snapshot,
  SnapshotStore,
  StepMetadata,
  StepOp,
  StepState,
} from "./model.ts";
export { destroy, preview, previewDestroy, previewRefresh, refresh, up } from "./operations/operation.ts";
export { stackOutputs } from "./resource/state.ts";
export type { OperationOptions, OperationResult } from "./operations/options.ts";
export { isObject, isSecret, secret } from "./values.ts";
export type { Properties, Value } from "./values.ts";
