/** Canaries: how users were divided, and what each version answered. */
import type { VersionStats } from "@stackmark/loadgen/schema";
import { NONE, number, quantity } from "../../../../base/format.ts";
import { judgeCanary, type CanaryReport } from "../../../canary/index.ts";
import type { StackOutputs } from "../../../schema/outputs.ts";
import { planText, splitText, trafficText, unknownText } from "../../canary-text.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportRun } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

/** `null` if no run has a canary. */
export function canaries({ runs }: Report): Markup | null {
  const found = runs.flatMap((run) => {
    const canary = run.outputs && isOneRun(run.outputs) ? judgeCanary(run.outputs) : null;
    return canary ? [{ run, canary }] : [];
  });
  if (found.length === 0) return null;
  const gist = found.map(({ canary }) => canary.comparison?.verdicts.verdict ?? "no verdict").join(", ");
  return folded({ id: "canary", title: "Canary", gist, isOpen: true }, html`${found.map(canaryOf)}`);
}

/** Outputs of an interrupted update have cells of several runs, which are not compared. */
const isOneRun = ({ runId, load }: StackOutputs): boolean => load.every((cell) => cell.runId === runId);

function canaryOf({ run, canary }: { run: ReportRun; canary: CanaryReport }): Content {
  const { plan, split, comparison } = canary;
  const lines = [
    ...(plan ? [`canary of ${plan.service}, ${planText(plan)}`] : []),
    splitText(split),
    trafficText(split),
    unknownText(split),
    comparison?.headline.text,
  ].filter((line) => line !== undefined);
  const rows = run.cells.flatMap((cell) =>
    (cell.output?.result.versions ?? []).map((version) => ({
      cells: [stackCell(cell), cell.level, version.name, ...figures(version)],
    })),
  );
  const columns = ["stack", "level", "version", "requests", "failures", "p50", "p95"].map((text, i) => ({
    text,
    number: i > 2,
  }));
  return html`<ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
    ${rows.length > 0 && dataTable({ caption: "Versions", columns, rows })}`;
}

const figures = ({ requests, failures, latencyMs }: VersionStats): string[] => [
  number(requests),
  requests === 0 ? NONE : quantity((100 * failures) / requests, "%"),
  quantity(latencyMs.p50, "ms"),
  quantity(latencyMs.p95, "ms"),
];
