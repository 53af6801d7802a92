import type { ResourceState } from "../../model.ts";
import type { DiffReasons } from "../../steps/step.ts";
import type { ProviderRegistry } from "../provider-registry.ts";

export interface ApplyContext {
  providers: ProviderRegistry;
  preview: boolean;
  now: () => Date;
}

export interface StepResult {
  /** `undefined`: the resource no longer exists. */
  result?: ResourceState;
  /** refresh: what the step turned out to be. */
  resultOp?: "same" | "update" | "delete";
  /** refresh: how the resource differs from the state. */
  difference?: Pick<DiffReasons, "diffs" | "detailedDiff">;
  /** What the user should know although the step has succeeded. */
  warning?: string;
  /** The resource exists, but the operation failed. */
  failure?: Error;
}
