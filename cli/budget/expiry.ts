/** When the machines of a stack shut down automatically, as its state has it; and stacks whose time has come. */
import { formatDuration } from "../../base/duration.ts";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { dollars } from "../../results/report/cost-rows.ts";
import type { Context } from "../context.ts";
import type { StateResource } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { fatesOf, fateTexts, sumOfLeft, type Fate } from "./fates.ts";

export interface StackExpiry {
  /** Of the first `up`. */
  upSinceMs: number;
  expiresAtMs: number;
  /** Id of its deployment, which its tags have. */
  deployment: string;
}

const HOUR_MS = 3_600_000;

/** `undefined`: no machine of the stack is in a cloud. */
export function expiryIn(resources: readonly StateResource[]): StackExpiry | undefined {
  const outputs = resources.find(({ type }) => type.endsWith("/stackmark:Expiry"))?.outputs;
  const expiresAtMs = Date.parse(String(outputs?.expiresAt));
  const afterH = Number(outputs?.afterH);
  if (!Number.isFinite(expiresAtMs) || !Number.isFinite(afterH)) return undefined;
  return { expiresAtMs, upSinceMs: expiresAtMs - afterH * HOUR_MS, deployment: String(outputs?.deployment) };
}

export const isExpired = (expiry: StackExpiry | undefined, nowMs: number): boolean =>
  expiry !== undefined && nowMs >= expiry.expiresAtMs;

/** Asks the clouds what is left of an expired stack. @throws {CliError} STACK_EXPIRED */
export async function requireNotExpired(
  context: Pick<Context, "home" | "env">,
  plan: Plan,
  resources: readonly StateResource[],
  nowMs = Date.now(),
): Promise<void> {
  const expiry = expiryIn(resources);
  if (expiry === undefined || !isExpired(expiry, nowMs)) return;
  throw new CliError(
    "STACK_EXPIRED",
    expiredText(context.home, plan, expiry, await fatesOf(context, plan, resources), nowMs),
  );
}

function expiredText(
  home: string,
  plan: Plan,
  { expiresAtMs }: StackExpiry,
  fates: readonly Fate[],
  nowMs: number,
): string {
  const { stack } = plan;
  const when = `${new Date(expiresAtMs).toISOString()}, ${formatDuration(nowMs - expiresAtMs)} ago`;
  const left = plan.kubernetes ? sumOfLeft(stackPrices(plan, currentPrices(home)), fates) : { usd: 0, unknown: [] };
  const dead = fates.some(({ state }) => state === "running") ? "" : " Its endpoints are dead.";
  return [
    `${stack} expired at ${when} (topology.expiresAfterH): ${fateTexts(fates).join("; ")}.${dead} Nothing was started.`,
    `What is left costs ${dollars(left)} per hour.`,
    `  \`stackmark destroy ${stack}\` deletes it; archived results stay`,
    `  \`stackmark up ${stack} --renew\` deletes it, and brings it up again on new machines`,
  ].join("\n");
}
