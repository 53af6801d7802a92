/** What each operation is called, in Pulumi's words. Pure. */
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
  /** Three characters, in front of a row. */
  sign: string;
  running: string;
  done: string;
  /** In a preview. */
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

/** The single steps that a replacement consists of, and itself. */
export const isReplacement = (op: StepOp): boolean => op.includes("replace");

/** Of a URN; of what is none, which plugins may log about, nothing. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The same, of the resource's own type. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";
