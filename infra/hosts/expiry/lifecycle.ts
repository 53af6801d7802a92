/**
 * The time at which the VMs of a stack shut down automatically. It is computed once: otherwise every `up` would
 * postpone it.
 */
import { randomBytes } from "node:crypto";

export interface ExpiryInputs {
  /** Hours from the first `up`. */
  afterH: number;
}

export interface ExpiryOutputs extends ExpiryInputs {
  /** ISO 8601. */
  expiresAt: string;
  /** The same as `expiresAt`, for labels: lower-case letters, digits and `-`. */
  label: string;
  /** The same as `HHmm` in UTC, for schedules without a date. */
  clock: string;
  /** Id of the deployment, from the first `up` to `destroy`. */
  deployment: string;
}

export function diff(olds: ExpiryOutputs, news: ExpiryInputs) {
  const isOther = olds.afterH !== news.afterH;
  return { changes: isOther, replaces: isOther ? ["afterH"] : [] };
}

/** Pure. Rounds up to minutes, so that schedules with that resolution do not shut VMs down early. */
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
