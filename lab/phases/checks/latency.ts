/** Whether the delay between the clouds explains what a phase's requests take longer than those of a single node. */
import { z } from "zod";
import { LabError } from "../../errors.ts";
import { check, type Check } from "./check.ts";

/** Part of the measured difference by which the explanation may be off. */
const TOLERANCE = 0.1;

/** The parts of `stackmark diff --json` that are checked. */
const comparisonSchema = z.object({
  levels: z.array(
    z.object({
      roundTrips: z.array(
        z.object({
          endpoint: z.string(),
          observedMs: z.number().nullable(),
          explainedMs: z.number().nullable(),
        }),
      ),
    }),
  ),
});

/** Of `stackmark results ls --json`, the newest first. */
const runsSchema = z.array(z.object({ runId: z.string(), stack: z.string().nullable(), status: z.string() }));

/**
 * The newest run of `single` that can be compared with; `undefined`: there is none.
 *
 * @param json of `stackmark results ls --json`
 * @throws LabError `LAB_MALFORMED_ANSWER`
 */
export function singleRunIn(json: string): string | undefined {
  const runs = parsed(runsSchema, json, "results ls");
  return runs.find(({ stack, status }) => stack === "single" && status === "complete")?.runId;
}

/**
 * @param json of `stackmark diff SINGLE OTHER --json`
 * @throws LabError `LAB_MALFORMED_ANSWER`
 */
export function latencyCheck(json: string): Check {
  const rows = parsed(comparisonSchema, json, "diff")
    .levels.flatMap(({ roundTrips }) => roundTrips)
    .filter(({ endpoint, explainedMs }) => endpoint !== "*" && explainedMs !== null && explainedMs > 0);
  const sum = (of: "observedMs" | "explainedMs") => rows.reduce((total, row) => total + (row[of] ?? 0), 0);
  const [observed, explained] = [sum("observedMs"), sum("explainedMs")];
  const holds = rows.length > 0 && Math.abs(explained - observed) <= TOLERANCE * observed;
  const ms = (value: number | null) => `${Math.round(value ?? 0)} ms`;
  const seen = rows.map((row) => `${row.endpoint} +${ms(row.observedMs)}, of which ${ms(row.explainedMs)}`).join("; ");
  return check(
    "round trips between the clouds explain the latency added to a single node's within 10 %",
    holds,
    seen || "nothing is explained: no endpoint with a known number of round trips between nodes",
  );
}

function parsed<T>(schema: z.ZodType<T>, json: string, command: string): T {
  const result = schema.safeParse(JSON.parse(json));
  if (result.success) return result.data;
  throw new LabError(
    "LAB_MALFORMED_ANSWER",
    `\`stackmark ${command} --json\` printed something else: ${z.prettifyError(result.error)}`,
  );
}
