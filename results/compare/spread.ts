/** What repeats say about a change: an interval around it, from one value a complete cell. */
import {
  interval,
  detectableWith,
  logMargin,
  paired,
  permutationP,
  repeatsNeeded,
  welch,
} from "../statistics/index.ts";
import type { Estimate } from "../statistics/index.ts";
import type { Evidence } from "./change.ts";
import { areManyDeployments, meanOfEach } from "./deployments.ts";
import type { Metric } from "./metrics.ts";
import type { Spread } from "./types.ts";

/** Before any correction; a verdict brings its own. */
const CONFIDENCE = 0.95;

/** `null` with fewer than two complete cells a side, and where a ratio has no logarithm. */
export function spreadOf<Source>(
  metric: Metric<Source>,
  sideA: readonly Evidence<Source>[],
  sideB: readonly Evidence<Source>[],
): Spread | null {
  const scale = metric.unit === "%" && metric.id === "failures" ? "points" : "log";
  const byDeployment = areManyDeployments(sideA, sideB);
  const [a, b] = [valuesOf(metric, sideA, scale, byDeployment), valuesOf(metric, sideB, scale, byDeployment)];
  if (!a || !b) return null;
  const together = !byDeployment && a.length === b.length && areInterleaved(sideA, sideB);
  const estimate = together ? paired(a, b) : welch(a, b);
  if (!estimate) return null;
  return {
    scale,
    method: together ? "paired" : "welch",
    estimate,
    ...intervalOf(estimate, scale, CONFIDENCE),
    permutationP: permutationP(a, b),
    ...reach(metric.id, estimate, scale, a, b),
    verdict: null,
  };
}

/** The interval as readers see it: fractions of the baseline, or points. */
export function intervalOf(
  estimate: Estimate,
  scale: Spread["scale"],
  confidence: number,
): Pick<Spread, "interval" | "confidence"> {
  const { low, high } = interval(estimate, confidence);
  return { interval: { low: shown(low, scale), high: shown(high, scale) }, confidence };
}

const shown = (value: number, scale: Spread["scale"]): number => (scale === "log" ? Math.expm1(value) : value);

function valuesOf<Source>(
  metric: Metric<Source>,
  side: readonly Evidence<Source>[],
  scale: Spread["scale"],
  byDeployment: boolean,
): number[] | null {
  const complete = side.filter(({ status }) => status === "complete");
  const values = complete.map(({ source }) => metric.of(source).value);
  if (!values.every((value) => value !== null && (scale === "points" || value > 0))) return null;
  const scaled = values.map((value) => (scale === "log" ? Math.log(value!) : value!));
  return byDeployment ? meanOfEach(complete, scaled) : scaled;
}

/** How small a change these repeats would have found, and how many would find one of the size of the margin. */
function reach(
  metric: string,
  estimate: Estimate,
  scale: Spread["scale"],
  a: readonly number[],
  b: readonly number[],
): Pick<Spread, "leastDetectable" | "repeatsNeeded"> {
  const sd = estimate.standardError / Math.sqrt(1 / a.length + 1 / b.length);
  const margin =
    scale === "log" ? logMargin(metric, Math.exp(a.reduce((sum, value) => sum + value, 0) / a.length)) : null;
  return {
    leastDetectable: shown(detectableWith(estimate), scale),
    repeatsNeeded: margin === null ? null : repeatsNeeded(sd, margin),
  };
}

/** Whether the sides took turns: then what drifted over the session drifted through both. */
export function areInterleaved(sideA: readonly Evidence<unknown>[], sideB: readonly Evidence<unknown>[]): boolean {
  if ([...sideA, ...sideB].some(({ startedAt }) => startedAt === null)) return false;
  const turns = [...sideA.map((cell) => ({ cell, a: true })), ...sideB.map((cell) => ({ cell, a: false }))]
    .filter(({ cell }) => cell.status === "complete")
    .sort((one, other) => one.cell.startedAt!.localeCompare(other.cell.startedAt!))
    .map(({ a }) => a);
  const changes = turns.filter((turn, index) => index > 0 && turn !== turns[index - 1]).length;
  return changes >= turns.length / 2;
}
