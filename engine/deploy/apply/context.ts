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
  /** refresh: whether the resource is unchanged, has changed, or no longer exists. */
  resultOp?: "same" | "update" | "delete";
  /** refresh: how the resource differs from the state. */
  difference?: Pick<DiffReasons, "diffs" | "detailedDiff">;
  /** Shown to the user although the step succeeded. */
  warning?: string;
  /** The operation failed, but the resource exists. */
  failure?: Error;
}
