/** A canary on the terminal: how users were divided, then the canary against the stable version. */
import { counted } from "../../../base/counted.ts";
import { number } from "../../../base/format.ts";
import { printableLine } from "../../../base/printable.ts";
import type { CanaryReport, Split } from "../../canary/index.ts";
import type { CanaryPlan } from "../../schema/canary.ts";
import { comparisonTable } from "./comparison.ts";
import { styleOf, type TerminalOptions } from "./options.ts";

const BY: Readonly<Record<CanaryPlan["by"], string>> = {
  replicas: "by its pods",
  ingress: "by the weights of the Ingress",
  gateway: "by the weights of the Gateway",
};

const percent = (share: number): string => `${number(100 * share, 1)} %`;

export function canaryText(report: CanaryReport, options: TerminalOptions = {}): string {
  const {
    colours: { bold, dim, yellow },
    inLines,
    signs,
  } = styleOf(options);
  const { stack, runId, plan, split, comparison } = report;
  const what = plan ? `canary of ${plan.service}` : "canary";
  const unknown =
    split.unknown === 0
      ? []
      : [
          yellow(
            inLines(
              `! ${counted(split.unknown, "request")} failed without telling the version: of neither below`,
              "  ",
            ),
          ),
        ];
  const head = [
    `${bold(printableLine(`${stack}: ${what}`))} ${dim(printableLine(`run ${runId}`))}`,
    ...(plan ? [inLines(printableLine(planText(plan)), "  ")] : []),
    inLines(splitText(split), "  "),
    ...(split.ofTraffic === null ? [] : [`its pods received ${percent(split.ofTraffic)} of the bytes`]),
    ...unknown,
  ].join("\n");
  const verdict = comparison
    ? comparisonTable(comparison, options)
    : `${inLines("No comparison: one of the versions sent no response. Without `workload.canary.match`, nothing tells them apart.")}\n`;
  return `${signs(`${head}\n\n`)}${verdict}`;
}

function planText({ share, weight, by, unit, replicas: { stable, canary } }: CanaryPlan): string {
  const wanted = share === weight ? "" : ` (${percent(weight)} were asked for)`;
  const pods = `${counted(canary, "pod")} beside ${stable}`;
  return `planned: ${percent(share)} of ${unit}${wanted}, ${BY[by]}; ${pods}`;
}

function splitText({ unit, stable, canary, share, planned, isAsPlanned }: Split): string {
  if (share === null) return "measured: no response told its version";
  const { low, high } = share.interval;
  const measured = `measured: ${percent(share.value)} of ${number(stable + canary)} ${unit}, 95 % interval ${percent(low)} to ${percent(high)}`;
  if (planned === null) return measured;
  return `${measured}: ${isAsPlanned ? "as planned" : `not the planned ${percent(planned)}`}`;
}
