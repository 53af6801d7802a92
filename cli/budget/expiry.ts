/** When the machines of a stack shut down automatically, as its state has it; and stacks whose time has come. */
import { formatDuration } from "../../base/duration.ts";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { sumAfterExpiry } from "../../results/cost.ts";
import { dollars } from "../../results/report/cost-rows.ts";
import type { Context } from "../context.ts";
import type { StateResource } from "../engines/engine.ts";
import { CliError } from "../errors.ts";

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

/** @throws {CliError} STACK_EXPIRED */
export function requireNotExpired(
  { home }: Pick<Context, "home">,
  plan: Plan,
  resources: readonly StateResource[],
  nowMs = Date.now(),
): void {
  const expiry = expiryIn(resources);
  if (expiry === undefined || !isExpired(expiry, nowMs)) return;
  throw new CliError("STACK_EXPIRED", expiredText(home, plan, expiry, nowMs));
}

function expiredText(home: string, plan: Plan, { expiresAtMs }: StackExpiry, nowMs: number): string {
  const { stack, nodes, generators } = plan;
  const machines = [...nodes, ...generators];
  const namesIn = (cloud: string): string =>
    machines.flatMap(({ name, machine }) => (machine?.kind === cloud ? [name] : [])).join(", ");
  const [azure, gcp] = [namesIn("azure"), namesIn("gcp")];
  const fates = [
    ...(azure === "" ? [] : [`Azure has stopped ${azure}`]),
    ...(gcp === "" ? [] : [`Google Cloud has deleted ${gcp}`]),
  ];
  const when = `${new Date(expiresAtMs).toISOString()}, ${formatDuration(nowMs - expiresAtMs)} ago`;
  const after = plan.kubernetes ? sumAfterExpiry(stackPrices(plan, currentPrices(home))) : { usd: 0, unknown: [] };
  return [
    `${stack} expired at ${when} (topology.expiresAfterH): ${fates.join(", ")}. Its endpoints are dead. Nothing was started.`,
    `What is left costs ${dollars(after)} per hour.`,
    `  \`stackmark destroy ${stack}\` deletes it; archived results stay`,
    `  \`stackmark up ${stack} --renew\` deletes it, and brings it up again on new machines`,
  ].join("\n");
}
