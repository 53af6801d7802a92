import type { Aggregate } from "../coordinator/aggregate.ts";
import type { ThresholdResult } from "../result/cell.ts";
import type { ParsedSpec } from "../spec/index.ts";
import { evaluate, type EvaluationScope } from "./evaluate.ts";
import { parseThreshold, type Threshold } from "./grammar.ts";

interface Watched {
  threshold: Threshold;
  abortOnFail: boolean;
  delayAbortMs: number;
}

/** The thresholds of a load: judged at its end, and those that may end it also while it runs. */
export class ThresholdWatch {
  readonly #watched: Watched[];

  constructor(specified: ParsedSpec["thresholds"]) {
    this.#watched = specified.map(({ threshold, ...rest }) => ({ threshold: parsed(threshold), ...rest }));
  }

  /** The first threshold that ends the load now, if any. One without a sample yet is given time. */
  crossed(aggregate: Aggregate, scope: EvaluationScope, elapsedMs: number): ThresholdResult | null {
    for (const { threshold, abortOnFail, delayAbortMs } of this.#watched) {
      if (!abortOnFail || elapsedMs < delayAbortMs) continue;
      const result = evaluate(threshold, aggregate, scope);
      if (!result.holds && result.value !== null) return result;
    }
    return null;
  }

  judge(aggregate: Aggregate, scope: EvaluationScope): ThresholdResult[] {
    return this.#watched.map(({ threshold }) => evaluate(threshold, aggregate, scope));
  }
}

function parsed(source: string): Threshold {
  const threshold = parseThreshold(source);
  if (typeof threshold === "string") throw new TypeError(`unchecked threshold: ${threshold}`);
  return threshold;
}
