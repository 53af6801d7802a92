/** What the file of a tool demands, and what the stack file does; and whether it holds. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ThresholdResult } from "@stackmark/loadgen";
import { judge, parseObjectives } from "../../../../results/derived/index.ts";
import { k6Thresholds } from "../../../../results/import/k6/thresholds.ts";
import type { RecordedEndpoint } from "../../../../results/schema/recorded.ts";
import type { LoadTool } from "../../../catalog/load-tools.ts";
import type { PartEnd } from "./end.ts";

/**
 * A threshold of several parts holds if it holds in each; its value is then `null`, because those of parts cannot be added.
 * @param parts those that wrote results
 */
export async function scriptThresholds(
  tool: Pick<LoadTool, "thresholds" | "failedBy">,
  parts: readonly Pick<PartEnd, "folder" | "code">[],
): Promise<ThresholdResult[]> {
  const all = await Promise.all(parts.map((part) => thresholdsOf(tool, part)));
  const byName = Map.groupBy(all.flat(), ({ threshold }) => threshold);
  return [...byName].map(([threshold, same]) => {
    const holds = same.every((each) => each.holds);
    return { threshold, holds, value: parts.length === 1 ? same[0]!.value : null };
  });
}

async function thresholdsOf(
  { thresholds, failedBy }: Pick<LoadTool, "thresholds" | "failedBy">,
  { folder, code }: Pick<PartEnd, "folder" | "code">,
): Promise<ThresholdResult[]> {
  // A tool that was ended early may not have written it.
  const text =
    thresholds === undefined ? undefined : await readFile(join(folder, thresholds), "utf8").catch(() => undefined);
  const own = text === undefined ? [] : k6Thresholds(text);
  const isFailed = failedBy !== undefined && code !== null && failedBy.codes(code);
  return isFailed ? [...own, { threshold: failedBy.condition, holds: false, value: code }] : own;
}

/**
 * Objectives of the stack file over all that the tool measured, as thresholds: shares are from 0 to 1. One without a
 * measured value does not hold.
 */
export function objectiveThresholds(objectives: readonly string[], overall: RecordedEndpoint): ThresholdResult[] {
  return objectives.map((threshold) => {
    const [objective] = parseObjectives(threshold);
    const { value, unit, met } = judge(overall, objective!);
    return { threshold, holds: met === true, value: value !== null && unit === "%" ? value / 100 : value };
  });
}
