/** Objectives of a load, such as `p95<500ms`: they say which load a target sustains, and may end a load that looks for it. */
import { z } from "zod";
import { parseThreshold, type Threshold } from "./thresholds.ts";

/** What an objective may be about. */
export const OBJECTIVE_METRICS = ["p50", "p90", "p95", "p99", "p99.9", "avg", "max", "failures", "rate"] as const;

const FORM = /^\s*([\w.]+)\s*[<>][^<>=]+$/;

/** The text of an objective, as `results capacity` and `--slo` take it. */
export const objectiveField = z.string().superRefine((text, context) => {
  const metric = FORM.exec(text)?.[1];
  const parsed = parseThreshold(text);
  if (typeof parsed !== "string" && OBJECTIVE_METRICS.some((each) => each === metric)) return;
  const message = `must be an objective such as p95<500ms or failures<1%, of ${OBJECTIVE_METRICS.join(", ")}`;
  context.addIssue({ code: "custom", message });
});

/** Fields of the specification that end a load when an objective fails. */
export interface StopConditions {
  maxErrorRate?: { share: number; windowMs: number };
  maxLatency?: { quantile: number; limitMs: number; windowMs: number }[];
}

/**
 * The conditions that end a load over which an objective fails for a window: upper limits of percentiles and of failures.
 * @param objectives checked by {@link objectiveField}; others than these limits end no load
 */
export function stopConditions(objectives: readonly string[], windowMs: number): StopConditions {
  const parsed = objectives.map(parseThreshold).filter((each): each is Threshold => typeof each !== "string");
  const upper = parsed.filter(({ comparison }) => comparison === "<");
  const shares = upper.flatMap(({ metric, value }) => (metric === "http_req_failed" ? [value] : []));
  const maxLatency = upper.flatMap(({ metric, aggregation, value: limitMs }) =>
    metric === "http_req_duration" && aggregation.name === "quantile"
      ? [{ quantile: aggregation.quantile, limitMs, windowMs }]
      : [],
  );
  return {
    maxErrorRate: shares.length === 0 ? undefined : { share: Math.min(...shares), windowMs },
    maxLatency: maxLatency.length === 0 ? undefined : maxLatency,
  };
}
