/** The outcome of a script's thresholds, from the file of k6's `--summary-export`. */
import type { ThresholdResult } from "@stackmark/loadgen/schema";
import { z } from "zod";
import { jsonOf } from "../../../base/json.ts";

const metricSchema = z.looseObject({
  thresholds: z.record(z.string(), z.union([z.boolean(), z.looseObject({ ok: z.boolean() })])).optional(),
});
const summarySchema = z.object({ metrics: z.record(z.string(), metricSchema) });

/** In the order of the file. @returns none if it is no such file */
export function k6Thresholds(text: string): ThresholdResult[] {
  const parsed = summarySchema.safeParse(jsonOf(text));
  if (!parsed.success) return [];
  return Object.entries(parsed.data.metrics).flatMap(([metric, { thresholds = {}, ...values }]) =>
    Object.entries(thresholds).map(([expression, outcome]) => ({
      threshold: `${metric}: ${expression}`,
      // The file says whether a threshold failed, the data of `handleSummary` whether it is met.
      holds: typeof outcome === "boolean" ? !outcome : outcome.ok,
      value: valueOf(expression, values),
    })),
  );
}

/** The statistic that an expression such as `p(95)<500` is about; `null` if the file does not have it. */
function valueOf(expression: string, values: Readonly<Record<string, unknown>>): number | null {
  const name = /^\s*([\w.()]+)/.exec(expression)?.[1] ?? "";
  // k6 calls the rate of a rate metric its value.
  const value = values[name] ?? (name === "rate" ? values["value"] : undefined);
  return typeof value === "number" ? value : null;
}
