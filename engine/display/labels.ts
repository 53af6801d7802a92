/** Names of operations and steps in the display: those of Pulumi. */
import type { StepOp } from "../model.ts";

export type OperationKind = "up" | "preview" | "destroy" | "preview-destroy" | "refresh" | "preview-refresh";

export const HEADERS: Record<OperationKind, string> = {
  up: "Updating",
  preview: "Previewing update",
  destroy: "Destroying",
  "preview-destroy": "Previewing destroy",
  refresh: "Refreshing",
  "preview-refresh": "Previewing refresh",
};

interface OpLabels {
  /** Three characters at the start of a row. */
  sign: string;
  running: string;
  done: string;
  /** Used in previews. */
  planned: string;
}

const label = (sign: string, running: string, done: string, planned: string): OpLabels => ({
  sign,
  running,
  done,
  planned,
});

export const OPS: Record<StepOp, OpLabels> = {
  same: label("   ", "", "", ""),
  create: label(" + ", "creating", "created", "create"),
  update: label(" ~ ", "updating", "updated", "update"),
  delete: label(" - ", "deleting", "deleted", "delete"),
  replace: label(" +-", "replacing", "replaced", "replace"),
  "create-replacement": label(" ++", "creating replacement", "created replacement", "create replacement"),
  "delete-replaced": label(" --", "deleting original", "deleted original", "delete original"),
  read: label(" > ", "reading", "read", "read"),
  "read-replacement": label(" >>", "reading replacement", "read replacement", "read replacement"),
  refresh: label(" ~ ", "refreshing", "refreshed", "refresh"),
  discard: label(" < ", "discarding", "discarded", "discard"),
  "discard-replaced": label(" <<", "discarding original", "discarded original", "discard original"),
  "remove-pending-replace": label(" - ", "completing", "completed", "complete"),
  import: label(" = ", "importing", "imported", "import"),
  "import-replacement": label(" =>", "importing replacement", "imported replacement", "import replacement"),
};

/** Whether it is a replacement, or one of its steps. */
export const isReplacement = (op: StepOp): boolean => op.includes("replace");

/** The name in a URN. Empty for other text, which plugins may log instead of a URN. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The type in a URN, without the types of its parents. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";
