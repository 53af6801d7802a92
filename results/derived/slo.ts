/** Objectives such as `p95<200` and `failures<1`, over the metrics that are compared, in their units. */
import { LOAD_METRICS } from "../compare/metrics.ts";
import { ResultsError } from "../errors.ts";
import type { RecordedResult } from "../schema/recorded.ts";

export interface Objective {
  /** As it was written. */
  text: string;
  metric: string;
  below: boolean;
  bound: number;
}

/** @throws {ResultsError} RESULTS_BAD_OBJECTIVE naming every part that is none, and what is allowed */
export function parseObjectives(text: string): Objective[] {
  const ids = LOAD_METRICS.map(({ id }) => id);
  const bad: string[] = [];
  const objectives = text.split(",").flatMap((part): Objective[] => {
    const match = /^\s*([\w.]+)\s*([<>])\s*(\d+(?:\.\d+)?)\s*$/.exec(part);
    if (!match || !ids.includes(match[1]!)) {
      bad.push(JSON.stringify(part.trim()));
      return [];
    }
    return [{ text: part.trim(), metric: match[1]!, below: match[2] === "<", bound: Number(match[3]) }];
  });
  if (bad.length === 0) return objectives;
  const message = `${bad.join(", ")}: an objective is METRIC<NUMBER or METRIC>NUMBER, as in p95<200,failures<1; metrics: ${ids.join(", ")}`;
  throw new ResultsError("RESULTS_BAD_OBJECTIVE", message);
}

/** `null` where a metric was not measured: then nobody knows. */
export function meets(result: RecordedResult, objectives: readonly Objective[]): boolean | null {
  const each = objectives.map(({ metric, below, bound }) => {
    const { value } = LOAD_METRICS.find(({ id }) => id === metric)!.of(result.overall);
    return value === null ? null : below ? value < bound : value > bound;
  });
  return each.includes(false) ? false : each.includes(null) ? null : true;
}
