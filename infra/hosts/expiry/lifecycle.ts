/**
 * The time at which the VMs of a stack shut down automatically. It is computed once: otherwise every `up` would
 * postpone it.
 */
import { randomBytes } from "node:crypto";
import { expiresLabel } from "../../catalog/tags.ts";
import { InfraError } from "../../errors.ts";

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

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * IDs that this process has read: a refresh asks for the difference right after it reads, and must see what the clouds have
 * left of an expired stack.
 */
const JUST_READ = new Set<string>();

export function read(id: string, props: ExpiryOutputs): { id: string; props: ExpiryOutputs } {
  JUST_READ.add(id);
  return { id, props };
}

/**
 * An update would find no difference, although the machines are gone or stopped.
 *
 * @throws {InfraError} STACK_EXPIRED
 */
export function diff(id: string, olds: ExpiryOutputs, news: ExpiryInputs, now = new Date()) {
  if (!JUST_READ.delete(id) && now.getTime() >= Date.parse(olds.expiresAt))
    throw new InfraError(
      "STACK_EXPIRED",
      `This stack expired at ${olds.expiresAt}: Azure has stopped its machines, and Google Cloud has deleted those that ran. ` +
        "`stackmark up STACK --renew` replaces them, `stackmark destroy STACK` deletes what is left and still billed.",
    );
  const isOther = olds.afterH !== news.afterH;
  return { changes: isOther, replaces: isOther ? ["afterH"] : [] };
}

/**
 * Pure. Rounds up to minutes, so that schedules with that resolution do not shut VMs down early. Only a whole day is rounded
 * down: a daily schedule would come within the same minute otherwise.
 */
export function expiryOf({ afterH }: ExpiryInputs, now: Date): Omit<ExpiryOutputs, "deployment"> {
  const exactMs = now.getTime() + afterH * HOUR_MS;
  const upMs = Math.ceil(exactMs / MINUTE_MS) * MINUTE_MS;
  const isWholeDay = afterH * HOUR_MS <= DAY_MS && upMs - now.getTime() >= DAY_MS;
  const at = new Date(isWholeDay ? Math.floor(exactMs / MINUTE_MS) * MINUTE_MS : upMs);
  const expiresAt = at.toISOString();
  return {
    afterH,
    expiresAt,
    label: expiresLabel(at),
    clock: expiresAt.slice(11, 16).replace(":", ""),
  };
}

export function create(inputs: ExpiryInputs): { id: string; outs: ExpiryOutputs } {
  const deployment = randomBytes(4).toString("hex");
  return { id: deployment, outs: { ...expiryOf(inputs, new Date()), deployment } };
}
