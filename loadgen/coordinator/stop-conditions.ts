import { quantity } from "../../base/format.ts";
import { clipSegments, type Plan } from "../schedule/plan.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { Aggregate } from "./aggregate/aggregate.ts";
import { DeadTargetWatch } from "./dead-target.ts";
import { LatencyWatch } from "./latency-watch.ts";
import { headlineOf } from "./result/statistics.ts";
import type { Ending } from "./result/status.ts";
import type { MergedSecond } from "./seconds.ts";
import { ErrorRateWatch, ThresholdWatch } from "./thresholds.ts";

/** What ends a load early because of its target: nothing answers, or a condition of the specification fails. */
export class StopConditions {
  readonly #spec: ParsedSpec;
  readonly #plan: Plan;
  readonly #deadTarget: DeadTargetWatch | undefined;
  readonly #errorRate: ErrorRateWatch | undefined;
  readonly #latency: LatencyWatch;
  readonly #thresholds: ThresholdWatch;

  constructor(spec: ParsedSpec, plan: Plan) {
    this.#spec = spec;
    this.#plan = plan;
    this.#deadTarget = spec.keepGoing ? undefined : new DeadTargetWatch(spec);
    this.#errorRate = spec.maxErrorRate === undefined ? undefined : new ErrorRateWatch(spec.maxErrorRate);
    this.#latency = new LatencyWatch(spec.maxLatency ?? [], headlineOf(spec.model));
    this.#thresholds = new ThresholdWatch(spec.thresholds);
  }

  /**
   * Why the load must end after this second; `undefined` if it goes on.
   * @param aggregate of the load so far
   */
  add(merged: MergedSecond, aggregate: Aggregate): Ending["stopReason"] {
    const { second, measured } = merged;
    const elapsedMs = second.atMs;
    const ended = `Ended at ${elapsedMs / 1000} s`;
    const dead = this.#deadTarget?.add(second, measured.errors);
    if (dead !== undefined) return { code: "targets-down", message: dead };
    const share = this.#errorRate?.add(second);
    const slow = this.#latency.add(merged);
    if (share !== undefined) {
      const message = `${ended}: ${quantity(100 * share, "%")} of the last requests failed.`;
      return { code: "error-rate", message };
    }
    if (slow !== undefined) return { code: "latency", message: `${ended}: ${slow}.` };
    const segments = clipSegments(this.#plan.segments, elapsedMs);
    const crossed = this.#thresholds.crossed(
      aggregate,
      { segments, headline: headlineOf(this.#spec.model) },
      elapsedMs,
    );
    if (crossed === undefined) return undefined;
    return { code: "threshold", message: `${ended}: ${crossed.threshold} does not hold (${crossed.value}).` };
  }
}
