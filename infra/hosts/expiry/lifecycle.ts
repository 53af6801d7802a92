/** When a stack's VMs shut down automatically: computed once, or every `up` would postpone it. */
import { randomBytes } from "node:crypto";

export interface ExpiryInputs {
  /** Hours from the first `up`. */
  afterH: number;
}

export interface ExpiryOutputs extends ExpiryInputs {
  /** ISO 8601. */
  expiresAt: string;
  /** The same, for labels: lower-case letters, digits and `-`. */
  label: string;
  /** UTC, `HHmm`: for a schedule that knows no date. */
  clock: string;
  /** Of this life of the stack, from `up` to `destroy`. */
  deployment: string;
}

export function diff(olds: ExpiryOutputs, news: ExpiryInputs) {
  const isOther = olds.afterH !== news.afterH;
  return { changes: isOther, replaces: isOther ? ["afterH"] : [] };
}

/** Pure. A schedule that only knows minutes must not end machines early: its time is the next whole one. */
export function expiryOf({ afterH }: ExpiryInputs, now: Date): Omit<ExpiryOutputs, "deployment"> {
  const at = new Date(Math.ceil((now.getTime() + afterH * 3_600_000) / 60_000) * 60_000);
  const expiresAt = at.toISOString();
  return {
    afterH,
    expiresAt,
    label: expiresAt.slice(0, 16).replace(/:/g, "").toLowerCase() + "z",
    clock: expiresAt.slice(11, 16).replace(":", ""),
  };
}

export function create(inputs: ExpiryInputs): { id: string; outs: ExpiryOutputs } {
  const deployment = randomBytes(4).toString("hex");
  return { id: deployment, outs: { ...expiryOf(inputs, new Date()), deployment } };
}
