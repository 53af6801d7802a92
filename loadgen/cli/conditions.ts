/** Conditions on the result of a load: `--threshold`, `--slo` and `--abort-on`. */
import { ordinal } from "../../base/ordinal.ts";
import { parseThreshold, type Threshold, type ThresholdMetric } from "../schema/thresholds.ts";
import type { LoadOptions } from "./options.ts";

interface GivenCondition {
  /** With its place, if there are several of the same option. */
  option: string;
  text: string;
  /** Or what is wrong with it. */
  parsed: Threshold | string;
  abortOnFail: boolean;
}

/** The conditions of all three options, as they were given. */
export function conditionsOf({ threshold, slo, abortOn }: LoadOptions): GivenCondition[] {
  const objectives = slo.flatMap((list) => list.split(",")).map((text) => text.trim());
  return [
    ...given("--threshold", threshold, false),
    ...given("--slo", objectives, false),
    ...given("--abort-on", abortOn, true),
  ];
}

function given(option: string, texts: readonly string[], abortOnFail: boolean): GivenCondition[] {
  return texts.map((text, at) => {
    const place = texts.length === 1 ? option : `${option}, ${ordinal(at + 1)} condition`;
    return { option: place, text, parsed: parseThreshold(text), abortOnFail };
  });
}

/** What is wrong with conditions, each under the option that it was given by. */
export function conditionProblems(options: LoadOptions): string[] {
  return conditionsOf(options).flatMap(({ option, text, parsed }) => {
    const problem = typeof parsed === "string" ? parsed : whyUnmeasured(parsed.metric, options);
    return problem === undefined ? [] : [`${option}: ${problem}, got ${JSON.stringify(text)} as threshold.`];
  });
}

const OF_OPEN_MODEL = new Set<ThresholdMetric>(["release_lag", "http_req_blocked", "dropped_iterations"]);
const WITHOUT_CHECKS = new Set(["boutique", "get", "iot"]);

/** Why a load has no measurements of a metric, so that a condition on it would fail at the end. */
function whyUnmeasured(metric: ThresholdMetric, { rate, scenario }: LoadOptions): string | undefined {
  if (rate === undefined && OF_OPEN_MODEL.has(metric)) return `there is ${metric} in the open model only (--rate)`;
  if (metric !== "checks" || !WITHOUT_CHECKS.has(scenario)) return undefined;
  return `there are no checks in the scenario ${scenario}; there are some in rest with expectStatus, and in your own`;
}
