/** A canary on the terminal: how users were divided, then the canary against the stable version. */
import { printableLine } from "../../../base/printable.ts";
import type { CanaryReport } from "../../canary/index.ts";
import { planText, splitText, trafficText, unknownText } from "../canary-text.ts";
import { comparisonTable } from "./comparison.ts";
import { styleOf, type TerminalOptions } from "./options.ts";

const NO_COMPARISON =
  "No comparison: one of the versions sent no response. Without `workload.canary.match`, nothing tells them apart.";

export function canaryText(report: CanaryReport, options: TerminalOptions = {}): string {
  const {
    colours: { bold, dim, yellow },
    inLines,
    signs,
  } = styleOf(options);
  const { stack, runId, plan, split, comparison } = report;
  const what = plan ? `canary of ${plan.service}` : "canary";
  const [traffic, unknown] = [trafficText(split), unknownText(split)];
  const head = [
    `${bold(printableLine(`${stack}: ${what}`))} ${dim(printableLine(`run ${runId}`))}`,
    ...(plan ? [inLines(planText(plan), "  ")] : []),
    inLines(splitText(split), "  "),
    ...(traffic === undefined ? [] : [inLines(traffic, "  ")]),
    ...(unknown === undefined ? [] : [yellow(inLines(`! ${unknown}`, "  "))]),
  ].join("\n");
  return `${signs(`${head}\n\n`)}${comparison ? comparisonTable(comparison, options) : `${inLines(NO_COMPARISON)}\n`}`;
}
