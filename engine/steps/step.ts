/** What is to be done to one resource. Steps are data; the executor carries them out. */
import type { ResourceState, StepOp } from "../model.ts";
import type { DetailedDiff } from "./provider-requests.ts";
import { isDefaultProvider } from "../resource/urn.ts";

export interface Step {
  op: StepOp;
  urn: string;
  type: string;
  provider?: string;
  /** As it is in the state. */
  old?: ResourceState;
  /** As it is to be: without ID and outputs, which come from the provider or from `old`. */
  new?: ResourceState;
  /** Properties that force a replacement. */
  keys?: string[];
  diffs?: string[];
  detailedDiff?: DetailedDiff;
  /** Counts in the summary; the parts of a replacement do not, their `replace` does. */
  logical: boolean;
  /** create-replacement, read-replacement: the old one is still there and is to be deleted at the end. */
  leavesOld?: boolean;
  /** delete-replaced: the replacement is still to come, so the state keeps the old one as pending replacement. */
  beforeReplacement?: boolean;
  /** delete: goes with another resource's deletion, or is to be kept; the provider is not asked. */
  withoutProvider?: boolean;
  /** same: the resource is not created now because it is not targeted; it is not in the state. */
  skippedCreate?: boolean;
  /** same: neither checked nor compared because it is not targeted. */
  untargeted?: boolean;
  /** Steps of other chains that must be over before this one starts. */
  after?: Step[];
  /** A delete that protection forbids: it fails. */
  protectedFrom?: "delete";
}

/** The engine's own affair: neither counted nor shown. */
export const isInternal = ({ op, urn }: Pick<Step, "op" | "urn">): boolean =>
  op === "remove-pending-replace" || isDefaultProvider(urn);

/** The resource that a step is about, as it will be if it will be. */
export const subject = (step: Step): ResourceState => (step.new ?? step.old) as ResourceState;
