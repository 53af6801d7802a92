/** The formats of k6's summary as JSON, brought into one shape. */
import { z } from "zod";
import { ResultsError } from "../../errors.ts";
import { foreignFile } from "../foreign-file.ts";

export interface Summary {
  /** Values of a metric by the name of the statistic; `undefined` if there is no such metric. */
  metric: (name: string) => Readonly<Record<string, unknown>> | undefined;
  /** Of the whole run, set-up and teardown included; `null` if the summary does not say it. */
  durationMs: number | null;
  /** How to get other percentiles from k6. */
  others: string;
}

const values = z.record(z.string(), z.unknown());

/** The file of `--summary-export` has the values in the metric, the data of `handleSummary` in a field `values`. */
const byName = z.object({
  metrics: z.record(z.string(), values),
  state: z.object({ testRunDurationMs: z.number() }).optional(),
});

/** `--new-machine-readable-summary`, both for `--summary-export` and for `handleSummary`. */
const listed = z.object({
  version: z.string().regex(/^1\./),
  config: z.object({ duration: z.number() }),
  results: z.object({ metrics: z.array(z.object({ name: z.string(), values })) }),
});

/** @throws {ResultsError} RESULTS_FOREIGN_FILE; RESULTS_SCHEMA_VERSION for a newer machine-readable summary */
export function summaryOf(file: string, value: unknown): Summary {
  const plain = byName.safeParse(value);
  if (plain.success) {
    const { metrics, state } = plain.data;
    const metric = (name: string) => {
      const inner = values.safeParse(metrics[name]?.["values"]);
      return inner.success ? inner.data : metrics[name];
    };
    return { metric, durationMs: state?.testRunDurationMs ?? null, others: "k6: --summary-trend-stats" };
  }
  const machine = listed.safeParse(value);
  if (machine.success) {
    const { config, results } = machine.data;
    const metrics = new Map(results.metrics.map((metric) => [metric.name, metric.values]));
    if (metrics.size < results.metrics.length)
      throw new ResultsError("RESULTS_INVALID", `${file} has a metric twice; use the file as k6 wrote it`);
    const others = "k6 writes p90 and p95 into this kind of summary; its streams have all, --out json";
    return { metric: (name) => metrics.get(name), durationMs: 1000 * config.duration, others };
  }
  const { version } = z.object({ version: z.string(), results: z.unknown() }).safeParse(value).data ?? {};
  if (version !== undefined) {
    const [issue] = machine.error.issues;
    const message = `${file} is k6's machine-readable summary ${version}, of which 1.x is read (${issue!.path.join(".")}: ${issue!.message}); run k6 without --new-machine-readable-summary`;
    throw new ResultsError("RESULTS_SCHEMA_VERSION", message);
  }
  throw foreignFile(`${file} is JSON of an unknown kind; a summary of k6 has "metrics".`);
}
