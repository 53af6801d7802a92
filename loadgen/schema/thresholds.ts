import { z } from "zod";
import { readQuantity } from "../../base/quantity.ts";
import type { RequestOutcome } from "./request.ts";

/** Metrics of thresholds, with k6's names, so that k6's expressions work here. */
export const THRESHOLD_METRICS = {
  http_req_duration: { type: "trend", help: "time of requests in ms, failed ones included" },
  http_req_waiting: { type: "trend", help: "time to the first byte in ms" },
  http_req_connecting: { type: "trend", help: "connection set-up in ms" },
  http_req_tls_handshaking: { type: "trend", help: "TLS handshakes in ms" },
  http_req_blocked: { type: "trend", help: "waiting for a free user of the pool, in ms (open model)" },
  release_lag: { type: "trend", help: "how late the generator took arrivals up, in ms (open model)" },
  http_req_failed: { type: "rate", help: "share of failed requests, 0 to 1" },
  checks: { type: "rate", help: "share of checked requests that passed, 0 to 1" },
  http_reqs: { type: "counter", help: "requests that ended" },
  dropped_iterations: { type: "counter", help: "arrivals that could not start in time (open model)" },
} as const;

export type ThresholdMetric = keyof typeof THRESHOLD_METRICS;
export type Comparison = ">" | ">=" | "<" | "<=" | "==" | "!=";

/** `avg`, `count` and so on; or a percentile, as a share. */
export type Aggregation = { name: "avg" | "min" | "max" | "count" | "rate" } | { name: "quantile"; quantile: number };

export interface Threshold extends Selection {
  /** The text as written. */
  source: string;
  metric: ThresholdMetric;
  aggregation: Aggregation;
  comparison: Comparison;
  value: number;
}

/** Each field: `undefined` for all. */
interface Selection {
  /** An endpoint's name, with its method (`GET /cart`) or without (`/cart`). */
  endpoint: string | undefined;
  method: string | undefined;
  outcome: RequestOutcome | undefined;
  /** A segment's name; `undefined`: all measured segments. */
  segment: string | undefined;
}

type MetricType = (typeof THRESHOLD_METRICS)[ThresholdMetric]["type"];

/** Braces may contain braces, as in `{name:GET /users/{id}}`. */
const FORM = /^\s*(\w+)\s*(?:\{(.*)\})?\s*:([^{}]*)$/s;
const EXPRESSION = /^\s*(p\(\s*([\d.]+)\s*\)|p([\d.]+)|\w+)\s*(>=|<=|===|==|!=|>|<)(.*)$/s;

const AGGREGATIONS: Record<MetricType, readonly string[]> = {
  trend: ["avg", "min", "max", "med", "p(N)"],
  rate: ["rate"],
  counter: ["count", "rate"],
};

/**
 * Parses `metric{name:GET /cart,segment:plateau}: p(95)<300`, or an objective such as `p95<200ms`; the braces may be left
 * out.
 * @returns the threshold, or a message that says what is wrong with the text
 */
export function parseThreshold(source: string): Threshold | string {
  const [, metric = "", selector = "", expression = ""] = FORM.exec(source) ?? [];
  if (metric === "") return parseObjective(source);
  if (!isMetric(metric)) return `there is no metric ${metric}; there are ${Object.keys(THRESHOLD_METRICS).join(", ")}`;
  const selected = parseSelector(selector);
  if (typeof selected === "string") return selected;
  const condition = parseCondition(expression, metric, THRESHOLD_METRICS[metric].type);
  return typeof condition === "string" ? condition : { source, metric, ...selected, ...condition };
}

const EVERYTHING: Selection = { endpoint: undefined, method: undefined, outcome: undefined, segment: undefined };

/** Objectives as in `results capacity`: latencies of successful requests, `failures` in percent, `rate` per second. */
function parseObjective(source: string): Threshold | string {
  const [, name = "", rest = ""] = /^\s*(failures|rate|avg|min|max|med|p[\d.(\s)]+)\s*([<>=!].*)$/s.exec(source) ?? [];
  if (name === "") {
    return (
      "must be an objective (of avg, min, max, med, p95 and other percentiles, failures or rate), such as p95<300ms or failures<1%, " +
      `or metric: expression, such as http_req_duration: p(95)<300, of ${Object.keys(THRESHOLD_METRICS).join(", ")}`
    );
  }
  const metric = name === "failures" ? "http_req_failed" : name === "rate" ? "http_reqs" : "http_req_duration";
  const { type } = THRESHOLD_METRICS[metric];
  const isBarePercent = name === "failures" && !rest.trim().endsWith("%");
  const condition = parseCondition(`${type === "trend" ? name : "rate"}${rest}${isBarePercent ? "%" : ""}`, name, type);
  if (typeof condition === "string") return condition;
  return { source, metric, ...EVERYTHING, outcome: type === "trend" ? "ok" : undefined, ...condition };
}

function isMetric(name: string): name is ThresholdMetric {
  return Object.hasOwn(THRESHOLD_METRICS, name);
}

const TAGS = ["name", "method", "segment", "expected_response"] as const;
/** A value may contain commas: only one before a tag separates. */
const BETWEEN_TAGS = /,(?=\s*["']?\w+["']?\s*:)/;

function parseSelector(text: string): Selection | string {
  const selected = { ...EVERYTHING };
  if (text.trim() === "") return selected;
  for (const part of text.split(BETWEEN_TAGS)) {
    const [, tag = "", value = ""] = /^\s*([^:]*?)\s*:\s*(.*?)\s*$/s.exec(part)?.map(unquoted) ?? [];
    if (value === "") return `has a tag that can't be read: ${part.trim()}; such as name:GET /cart`;
    if (tag === "name") selected.endpoint = value;
    else if (tag === "method") selected.method = value;
    else if (tag === "segment") selected.segment = value;
    else if (tag === "expected_response" && value === "true") selected.outcome = "ok";
    else if (tag === "expected_response" && value === "false") selected.outcome = "failed";
    else if (tag === "expected_response") return `has expected_response:${value}; it is true or false`;
    else return `has no tag ${tag}; there are ${TAGS.join(", ")}`;
  }
  return selected;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, "$2");

type Condition = Pick<Threshold, "aggregation" | "comparison" | "value">;

function parseCondition(text: string, of: string, type: MetricType): Condition | string {
  const match = EXPRESSION.exec(text);
  if (match === null)
    return `has an expression that can't be read: ${text.trim()}; such as p(95)<300, avg<=20, rate<0.01`;
  const [, method = "", inBraces, bare, comparison = "", limit = ""] = match;
  const aggregation = parseAggregation(method, inBraces ?? bare, type);
  if (typeof aggregation === "string") return aggregation.replace("*", of);
  const value = parseLimit(limit, type);
  if (typeof value === "string") return value;
  if (type === "rate" && (value < 0 || value > 1)) {
    return `has a limit that no share reaches: ${limit.trim()}; a share is from 0 % to 100 %, such as 1% or, in --threshold, 0.01`;
  }
  return { aggregation, comparison: comparison === "===" ? "==" : (comparison as Comparison), value };
}

function parseAggregation(method: string, percentile: string | undefined, type: MetricType): Aggregation | string {
  const isAllowed = AGGREGATIONS[type].includes(percentile === undefined ? method : "p(N)");
  if (!isAllowed) return `* has no ${method}; it has ${AGGREGATIONS[type].join(", ")}`;
  if (method === "med") return { name: "quantile", quantile: 0.5 };
  if (percentile === undefined) return { name: method as "avg" | "min" | "max" | "count" | "rate" };
  if (!(Number(percentile) <= 100)) return `has ${method}; a percentile is a number from 0 to 100`;
  return { name: "quantile", quantile: Number(percentile) / 100 };
}

/** Factors to the metric's own unit: ms, a share, or a number. */
const UNITS: Record<MetricType, Readonly<Record<string, number>>> = {
  trend: { "": 1, us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60_000 },
  rate: { "": 1, "%": 0.01 },
  counter: { "": 1, "/s": 1 },
};

function parseLimit(text: string, type: MetricType): number | string {
  const quantity = readQuantity(text);
  const factor = quantity === undefined ? undefined : UNITS[type][quantity.unit];
  if (factor !== undefined) return quantity!.value * factor;
  const units = Object.keys(UNITS[type]).filter((unit) => unit !== "");
  return `has a limit that can't be read: ${text.trim()}; it is one number, with or without a unit: ${units.join(", ")}`;
}

const thresholdText = z.string().superRefine((text, context) => {
  const parsed = parseThreshold(text);
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed });
});

/** A threshold as text, or as an object that may end the load (`abortOnFail`) after a delay. */
export const thresholdSchema = z.union([
  thresholdText.transform((threshold) => ({ threshold, abortOnFail: false, delayAbortMs: 0 })),
  z.strictObject({
    threshold: thresholdText,
    abortOnFail: z.boolean().default(false),
    delayAbortMs: z.number().nonnegative().default(0),
  }),
]);
