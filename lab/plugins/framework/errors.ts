import type { Properties } from "./values.ts";

/** The operation failed, but the resource exists: the engine records it with these outputs, and updates it next time. */
export class InitFailed extends Error {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs: Properties;
  readonly reasons: readonly string[];

  constructor(existing: { id: string; inputs: Properties; outputs: Properties }, reasons: readonly string[]) {
    super(reasons.join("; "));
    this.name = "InitFailed";
    this.id = existing.id;
    this.inputs = existing.inputs;
    this.outputs = existing.outputs;
    this.reasons = reasons;
  }
}
