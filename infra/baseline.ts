/** The output `comparison`: the stack compared with its baseline. */
import * as pulumi from "@pulumi/pulumi";
import { compare } from "../results/compare/index.ts";
import { ResultsError } from "../results/errors.ts";
import { outputsSchema, type StackOutputs } from "../results/schema/outputs.ts";
import type { ComparisonOutput } from "../results/schema/comparison-output.ts";

/** Outputs of the baseline, unchecked. */
export function baselineOutputs(name: string): pulumi.Output<Record<string, unknown>> {
  const isFull = name.includes("/");
  const full = isFull ? name : `${pulumi.getOrganization()}/${pulumi.getProject()}/${name}`;
  return new pulumi.StackReference("baseline", { name: full }).outputs;
}

/** Compares with the baseline. A problem of the baseline is part of the output and does not fail the update. */
export function comparisonOutput(name: string, baseline: unknown, own: StackOutputs): ComparisonOutput {
  const parsed = outputsSchema.safeParse(baseline);
  if (!parsed.success) return { baseline: name, problem: `${name} has no outputs of this version: it is not up` };
  try {
    const { a, verdicts, levels, notes } = compare(parsed.data, own);
    return {
      baseline: name,
      runId: a.runId,
      verdict: verdicts.verdict,
      why: verdicts.why,
      levels: Object.fromEntries(levels.map(({ level, metrics }) => [level, Object.fromEntries(metrics.map(deltaOf))])),
      notes,
    };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { baseline: name, problem: error.message };
  }
}

type Change = ReturnType<typeof compare>["levels"][number]["metrics"][number];

function deltaOf({ metric, unit, a, b, absolute, relative, verdict }: Change) {
  return [metric, { unit, baseline: a.value, value: b.value, absolute, relative, verdict }] as const;
}
