/** The comparison of a stack with its baseline, as an output. */
import type * as pulumi from "@pulumi/pulumi";
import { fullResults } from "../../results/archive/index.ts";
import { compare } from "../../results/compare/index.ts";
import { ResultsError } from "../../results/errors.ts";
import type { ComparisonOutput } from "../../results/schema/comparison-output.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { stackOutputsOf } from "../stack-reference.ts";

/** Outputs of the baseline, unchecked. */
export const baselineOutputs = (name: string): pulumi.Output<Record<string, unknown>> =>
  stackOutputsOf("baseline", name);

/**
 * Compares with the baseline, whose full results are in the archive. A problem of the baseline is part of the output and
 * does not fail the update.
 */
export async function comparisonOutput(
  name: string,
  baseline: Record<string, unknown>,
  own: StackOutputs,
  runsDir: string,
): Promise<ComparisonOutput> {
  if (Object.keys(baseline).length === 0) return { baseline: name, problem: `${name} has no outputs: it is not up` };
  try {
    const { outputs } = await fullResults(`The outputs of ${name}`, baseline, runsDir);
    const { a, headline, verdicts, levels, warnings, notes } = compare(outputs, own);
    return {
      baseline: name,
      runId: a.runId,
      verdict: verdicts.verdict,
      headline: headline.text,
      why: verdicts.why,
      levels: Object.fromEntries(levels.map(({ level, metrics }) => [level, Object.fromEntries(metrics.map(deltaOf))])),
      notes: [...warnings, ...notes],
    };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    // Outputs must not contain paths of this machine.
    return { baseline: name, problem: error.message.replaceAll(runsDir, "runs") };
  }
}

type Change = ReturnType<typeof compare>["levels"][number]["metrics"][number];

function deltaOf({ metric, unit, a, b, absolute, relative, verdict }: Change) {
  return [metric, { unit, baseline: a.value, value: b.value, absolute, relative, verdict }] as const;
}
