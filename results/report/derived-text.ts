/** Derived metrics as sentences. */
import type { Cost } from "../cost.ts";
import type { CellLength } from "../compare/types.ts";
import type { Capacity, Knee, Recovery, Resources, ScalingLaw } from "../derived/index.ts";
import { dollars } from "./cost-rows.ts";
import { NONE, number, quantity } from "../../base/format.ts";

export function kneeText(knee: Knee, unit: string): string {
  if (!knee.found) return `no knee (${knee.method}): ${knee.reason}`;
  const { load, low, high, ratePerS, method } = knee;
  return `knee at ${number(load)} ${unit} (${number(low)} to ${number(high)}), ${quantity(ratePerS, "req/s")} (${method})`;
}

export function lawText(law: ScalingLaw, unit: string): string {
  if (!law.fitted) return `no scaling law: ${law.reason}`;
  const { sigma, kappa, peak } = law;
  const range = ({ value, low, high }: typeof sigma) => `${small(value)} (${small(low)} to ${small(high)})`;
  const top = peak
    ? `maximum throughput at ${number(peak.load)} ${unit} (${number(peak.low)} to ${peak.high === null ? "no limit" : number(peak.high)})`
    : "throughput has no maximum";
  return `Universal Scalability Law: contention ${range(sigma)}, coherence ${range(kappa)}; ${top}; within ${number(100 * law.worstResidual)} % of each point`;
}

export function cellLengthText({ lengthMs, margin, known }: CellLength): string {
  const length = `${number(lengthMs / 1000)} s`;
  if (!known) return `cells of ${length} are too short, or drift too much, to estimate how long they must be`;
  const { precision, neededMs } = known;
  const takes = neededMs < 1000 ? "less than 1" : number(Math.ceil(neededMs / 1000));
  return `median precise to ±${percent(precision)} after ${length}; ${takes} s needed for a margin of ${percent(margin)}`;
}

const percent = (fraction: number): string => `${number(100 * fraction)} %`;

/** In scientific notation, because a coefficient of 1e-5 matters at a thousand users. */
const small = (value: number): string => (value === 0 || value >= 0.001 ? number(value) : value.toExponential(1));

export function resourcesText(resources: Resources | null): string {
  if (resources === null) return NONE;
  const { cpus, memoryMiB, nodes, hour } = resources;
  const machines = `${number(cpus)} CPUs, ${quantity(memoryMiB * 2 ** 20, "bytes")}, ${number(nodes)} ${nodes === 1 ? "node" : "nodes"}`;
  return hour ? `${machines}, ${dollars(hour)} per hour` : machines;
}

export function capacityText({ level, reason, atLeast }: Pick<Capacity, "level" | "reason" | "atLeast">): string {
  if (!level) return `unknown: ${reason}`;
  return `${atLeast ? "at least " : ""}${number(level.load)} (${level.name})`;
}

/** `undefined` if the costs are unknown. */
export function costText(cost: Cost): string | undefined {
  if ("reason" in cost) return undefined;
  const levels = cost.levels.flatMap(({ level, all }) => (all ? [`${dollars(all)} at ${level}`] : []));
  const requests = levels.length > 0 ? `; per 1000 good requests ${levels.join(", ")}` : "";
  return `costs about ${dollars(cost.hour)} per hour${requests}`;
}

export function recoveryText({ outcome, afterMs, watchedMs, before, options, reason }: Recovery): string {
  const band = `p95 at most ${quantity(before?.limitMs ?? null, "ms")} and failures within ${number(options.errorPoints)} points of the earlier rate, for ${number(options.dwellMs / 1000)} s`;
  const was = before ? `; p95 before the spike ${quantity(before.p95Ms, "ms")}` : "";
  if (outcome === "recovered") return `recovered ${number(afterMs! / 1000)} s after the spike (${band}${was})`;
  if (outcome === "not recovered")
    return `not recovered within the ${number(watchedMs / 1000)} s watched (${band}${was})`;
  return `unknown: ${reason ?? "it was not measured"}`;
}
