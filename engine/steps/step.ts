/** Steps: operations on one resource each, as data. The step executor performs them. */
import type { ResourceState, StepOp } from "../model.ts";
import type { DetailedDiff } from "../resource/compare.ts";
import { isDefaultProvider } from "../resource/urn.ts";

/**
 * `old` is the resource as recorded in the state. `new` is the resource as it will be recorded, except for its ID and
 * outputs, which come from the provider or from `old`.
 */
export type Step =
  | SameStep
  | SkippedCreateStep
  | CreateStep
  | CreateReplacementStep
  | ReplaceStep
  | UpdateStep
  | DeleteStep
  | ReadStep
  | ReadReplacementStep
  | ImportStep
  | ImportReplacementStep
  | RefreshStep
  | RemovePendingReplaceStep;

interface StepBase {
  urn: string;
  type: string;
  provider?: string;
  /** Whether the summary counts the step. Of a replacement, it counts only the `replace` step. */
  logical: boolean;
  /** Steps of other chains that must succeed before this one starts. */
  after?: Step[];
}

/** Why a resource is updated or replaced. */
export interface DiffReasons {
  /** Properties that force a replacement. */
  keys?: string[];
  /** Properties that have changed. */
  diffs?: string[];
  detailedDiff?: DetailedDiff;
}

interface NewStep extends StepBase {
  old?: undefined;
  new: ResourceState;
}

interface ChangeStep extends StepBase {
  old: ResourceState;
  new: ResourceState;
}

interface OldStep extends StepBase {
  old: ResourceState;
  new?: undefined;
}

export interface SameStep extends ChangeStep {
  op: "same";
  /** The resource was neither checked nor diffed, because it is not targeted. */
  untargeted?: boolean;
  skippedCreate?: undefined;
}

/** The resource does not exist and is not created, because it is not targeted. */
export interface SkippedCreateStep extends NewStep {
  op: "same";
  skippedCreate: true;
}

export interface CreateStep extends NewStep {
  op: "create";
}

export interface CreateReplacementStep extends ChangeStep, DiffReasons {
  op: "create-replacement";
  /** The old resource still exists and is deleted at the end of the deployment. */
  pendingDelete: boolean;
}

export interface ReplaceStep extends ChangeStep, DiffReasons {
  op: "replace";
}

export interface UpdateStep extends ChangeStep, DiffReasons {
  op: "update";
}

/** `discard` removes a read resource from the state only. */
export interface DeleteStep extends OldStep {
  op: "delete" | "delete-replaced" | "discard" | "discard-replaced";
  /** delete-replaced: the state keeps the deleted resource as pending replacement until the new one is created. */
  pendingReplace?: boolean;
  /** Do not call the provider: the resource is retained or external, or another deletion removes it. */
  withoutProvider?: boolean;
  /** The resource is protected: the step fails. */
  isProtected?: boolean;
}

export interface ReadStep extends StepBase {
  op: "read";
  old?: ResourceState;
  new: ResourceState;
}

/** The old resource still exists and is deleted at the end of the deployment. */
export interface ReadReplacementStep extends ChangeStep {
  op: "read-replacement";
}

export interface ImportStep extends NewStep {
  op: "import";
}

/** The old resource still exists and is deleted at the end of the deployment. */
export interface ImportReplacementStep extends ChangeStep {
  op: "import-replacement";
}

export interface RefreshStep extends StepBase {
  op: "refresh";
  old: ResourceState;
  /** The registered resource, if the refresh runs the program. */
  new?: ResourceState;
}

/** Removes a resource that is pending replacement and is no longer registered. */
export interface RemovePendingReplaceStep extends OldStep {
  op: "remove-pending-replace";
}

/** A step, or the result of a refresh, as it is reported: with the fields that any of them may have. */
export interface StepInfo extends DiffReasons {
  op: StepOp;
  urn: string;
  type: string;
  provider?: string;
  old?: ResourceState;
  new?: ResourceState;
  logical: boolean;
}

/** Whether the step is internal to the engine: neither counted nor displayed. */
export const isInternal = ({ op, urn }: Pick<StepInfo, "op" | "urn">): boolean =>
  op === "remove-pending-replace" || isDefaultProvider(urn);

/** The resource of a step: its new state, or its old one if the step deletes it. */
export const resourceOf = (step: Step): ResourceState => (step.new ? step.new : step.old);

export const isSkippedCreate = (step: Step): boolean => step.op === "same" && step.skippedCreate === true;

/** Whether the step will fail because it deletes a protected resource. */
export const isProtectedDelete = (step: Step): boolean => "isProtected" in step && step.isProtected === true;

export const sameStep = (old: ResourceState, next = old): SameStep => ({
  op: "same",
  urn: next.urn,
  type: next.type,
  provider: next.provider,
  old,
  new: next,
  logical: true,
  untargeted: true,
});

export const skippedCreateStep = (next: ResourceState): SkippedCreateStep => ({
  op: "same",
  urn: next.urn,
  type: next.type,
  new: next,
  logical: true,
  skippedCreate: true,
});

/** @param registered the registered resource, if the refresh runs the program */
export function refreshStep(old: ResourceState, registered = old): RefreshStep {
  const { urn, type, provider } = registered;
  return { op: "refresh", urn, type, provider, old, logical: false };
}
