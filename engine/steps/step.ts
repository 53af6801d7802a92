/** What is to be done to one resource. Steps are data; the step executor carries them out. */
import type { ResourceState, StepOp } from "../model.ts";
import type { DetailedDiff } from "../resource/compare.ts";
import { isDefaultProvider } from "../resource/urn.ts";

/**
 * `old` is the resource as recorded in the state. `new` is the resource as it will be recorded, without ID and outputs,
 * which come from the provider or from `old`.
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
  /** Counts in the summary; the parts of a replacement do not, their `replace` does. */
  logical: boolean;
  /** Steps of other chains that must end before this one starts. */
  after?: Step[];
}

/** Why a resource is updated or replaced. */
export interface DiffReasons {
  /** Properties that force a replacement. */
  keys?: string[];
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
  /** Neither checked nor compared because it is not targeted. */
  untargeted?: boolean;
  skippedCreate?: undefined;
}

/** The resource is not created now because it is not targeted; it is not in the state. */
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

/** `discard` forgets a resource that was only read. */
export interface DeleteStep extends OldStep {
  op: "delete" | "delete-replaced" | "discard" | "discard-replaced";
  /** delete-replaced: the replacement is created later, so the state keeps the old resource as pending replacement. */
  pendingReplace?: boolean;
  /** The provider is not called: the resource is retained, or goes with another one. */
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
  /** As the program registered it, where the refresh runs the program. */
  new?: ResourceState;
}

/** The resource was deleted before its replacement, which was never created and is no longer wanted. */
export interface RemovePendingReplaceStep extends OldStep {
  op: "remove-pending-replace";
}

/** What is shown of a step, or of what a refresh found: the fields that all of them may have. */
export interface StepInfo extends DiffReasons {
  op: StepOp;
  urn: string;
  type: string;
  provider?: string;
  old?: ResourceState;
  new?: ResourceState;
  logical: boolean;
}

/** A step of the engine's own: neither counted nor shown. */
export const isInternal = ({ op, urn }: Pick<StepInfo, "op" | "urn">): boolean =>
  op === "remove-pending-replace" || isDefaultProvider(urn);

/** The resource that a step is about: as it will be, or as it was if the step removes it. */
export const resourceOf = (step: Step): ResourceState => (step.new ? step.new : step.old);

export const isSkippedCreate = (step: Step): boolean => step.op === "same" && step.skippedCreate === true;

/** Whether the step deletes a protected resource, and so fails. */
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

/** @param registered as the program registered it, where the refresh runs the program */
export function refreshStep(old: ResourceState, registered = old): RefreshStep {
  const { urn, type, provider } = registered;
  return { op: "refresh", urn, type, provider, old, logical: false };
}
