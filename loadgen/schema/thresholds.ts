import { z } from "zod";

/** Metrics of thresholds, with k6's names, so that k6's expressions work here. */
export const THRESHOLD_METRICS = {
  http_req_duration: { type: "trend", help: "time of requests in ms, failed ones included" },
  http_req_waiting: { type: "trend", help: "time to the first byte in ms" },
  http_req_connecting: { type: "trend", help: "connection set-up in ms" },
  http_req_tls_handshaking: { type: "trend", help: "TLS handshakes in ms" },
  http_req_blocked: { type: "trend", help: "waiting for a free user of the pool, in ms (open model)" },
  release_lag: { type: "trend", help: "how late the generator took arrivals up, in ms (open model)" },
  http_req_failed: { type: "rate", help: "share of failed requests, 0 to 1" },
  http_reqs: { type: "counter", help: "requests that ended" },
  dropped_iterations: { type: "counter", help: "arrivals that could not start in time (open model)" },
} as const;

export type ThresholdMetric = keyof typeof THRESHOLD_METRICS;
export type Comparison = ">" | ">=" | "<" | "<=" | "==" | "!=";

/** `avg`, `count` and so on; or a percentile, as a share. */
export type Aggregation = { name: "avg" | "min" | "max" | "count" | "rate" } | { name: "quantile"; quantile: number };

export interface Threshold {
  /** The text as written. */
  source: string;
  metric: ThresholdMetric;
  /** An endpoint's name, such as `GET /cart`; `undefined`: all endpoints. */
  endpoint: string | undefined;
  /** A segment's name; `undefined`: all measured segments. */
  segment: string | undefined;
  aggregation: Aggregation;
  comparison: Comparison;
  value: number;
}

const FORM = /^\s*(\w+)\s*(?:\{([^}]*)\})?\s*:\s*(.+?)\s*$/;
const EXPRESSION = /^(p\(\s*(\d+(?:\.\d+)?)\s*\)|\w+)\s*(>=|<=|===|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)$/;

const AGGREGATIONS: Record<"trend" | "rate" | "counter", readonly string[]> = {
  trend: ["avg", "min", "max", "med", "p(N)"],
  rate: ["rate"],
  counter: ["count", "rate"],
};

/**
 * Parses `metric{name:GET /cart,segment:plateau}: p(95)<300`; the braces may be left out.
 * @returns the threshold, or a message that says what is wrong with the text
 */
export function parseThreshold(source: string): Threshold | string {
  const parts = FORM.exec(source);
  if (parts === null) return "must look like metric: expression, such as http_req_duration: p(95)<300";
  const [, metric = "", selector = "", text = ""] = parts;
  if (!isMetric(metric)) return `has no metric ${metric}; there are ${Object.keys(THRESHOLD_METRICS).join(", ")}`;
  const selected = parseSelector(selector);
  if (typeof selected === "string") return selected;
  const match = EXPRESSION.exec(text);
  if (match === null) return `has an expression that can't be read: ${text}; such as p(95)<300, avg<=20, rate<0.01`;
  const [, method = "", percentile, comparison = "", value = ""] = match;
  const aggregation = parseAggregation(method, percentile, THRESHOLD_METRICS[metric].type);
  if (typeof aggregation === "string") return `${aggregation} for ${metric}`;
  const normal = comparison === "===" ? "==" : (comparison as Comparison);
  return { source, metric, ...selected, aggregation, comparison: normal, value: Number(value) };
}

function isMetric(name: string): name is ThresholdMetric {
  return Object.hasOwn(THRESHOLD_METRICS, name);
}

function parseSelector(text: string): Pick<Threshold, "endpoint" | "segment"> | string {
  const selected: Pick<Threshold, "endpoint" | "segment"> = { endpoint: undefined, segment: undefined };
  for (const part of text.split(",").filter((each) => each.trim() !== "")) {
    const colon = part.indexOf(":");
    const key = part.slice(0, colon).trim();
    const value = part.slice(colon + 1).trim();
    if (key === "name" && value !== "") selected.endpoint = value;
    else if (key === "segment" && value !== "") selected.segment = value;
    else return `has a selector that can't be read: ${part.trim()}; there are name:... and segment:...`;
  }
  return selected;
}

function parseAggregation(
  method: string,
  percentile: string | undefined,
  type: "trend" | "rate" | "counter",
): Aggregation | string {
  const isAllowed = AGGREGATIONS[type].includes(percentile === undefined ? method : "p(N)");
  if (!isAllowed) return `has no ${method}; there are ${AGGREGATIONS[type].join(", ")}`;
  if (method === "med") return { name: "quantile", quantile: 0.5 };
  if (percentile === undefined) return { name: method as "avg" | "min" | "max" | "count" | "rate" };
  if (Number(percentile) > 100) return "has a percentile above 100";
  return { name: "quantile", quantile: Number(percentile) / 100 };
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
