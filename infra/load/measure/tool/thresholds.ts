/** What the file of a tool demands itself, and whether it holds. */
import { readFile } from "node:fs/promises";
import type { ThresholdResult } from "@stackmark/loadgen";
import { k6Thresholds } from "../../../../results/import/k6/thresholds.ts";
import type { LoadTool } from "../../../catalog/load-tools.ts";

/** @param folder with the results @param code exit code of the tool; `null` if a signal ended it */
export async function scriptThresholds(
  { thresholds, failedBy }: Pick<LoadTool, "thresholds" | "failedBy">,
  folder: string,
  code: number | null,
): Promise<ThresholdResult[]> {
  const path = thresholds?.(folder);
  // A tool that was ended early may not have written it.
  const text = path === undefined ? undefined : await readFile(path, "utf8").catch(() => undefined);
  const own = text === undefined ? [] : k6Thresholds(text);
  const isFailed = failedBy !== undefined && code !== null && failedBy.codes(code);
  return isFailed ? [...own, { threshold: failedBy.condition, holds: false, value: code }] : own;
}
