/** What a stack may cost while a command works on it: its load stops at the cap. */
import { Option } from "commander";
import { formatDuration } from "../../base/duration.ts";
import { firstCap } from "../../infra/budget/cap.ts";
import { DESTROY_MS } from "../../infra/budget/duration.ts";
import { HOUR_MS } from "../../infra/budget/estimate.ts";
import { isBilled } from "../../infra/budget/limits.ts";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { hourlySum } from "../../results/cost.ts";
import type { StateResource } from "../engines/engine.ts";
import { expiryIn } from "./expiry.ts";

export interface CapOptions {
  destroyOnCap?: true;
}

export const destroyOnCapOption = (): Option =>
  new Option("--destroy-on-cap", "destroy the stack when its cap of hours or costs is reached (exit code 3)");

export interface Cap {
  /** From now; 0: it is reached. */
  limitMs: number;
  /** Which cap it is. */
  text: string;
  /** Of what has a price. */
  usdPerHour: number;
}

/** The cap that comes first; `undefined`: no cloud bills the stack. */
export function capOf(
  { home }: { home: string },
  plan: Plan,
  resources: readonly StateResource[],
  { destroyOnCap }: CapOptions = {},
  nowMs = Date.now(),
): Cap | undefined {
  if (!isBilled(plan)) return undefined;
  const upSinceMs = expiryIn(resources)?.upSinceMs ?? nowMs;
  const prices = stackPrices(plan, currentPrices(home));
  const { text, hours } = firstCap(plan, prices);
  const usdPerHour = hourlySum(prices).usd;
  const limitMs = Math.max(0, upSinceMs + hours * HOUR_MS - nowMs);
  if (!destroyOnCap) return { limitMs, text, usdPerHour };
  // Whoever destroys at the cap pays until that has ended.
  return {
    limitMs: Math.max(0, limitMs - DESTROY_MS),
    text: `${text}, less ${formatDuration(DESTROY_MS)} to destroy it`,
    usdPerHour,
  };
}
