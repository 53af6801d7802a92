/** What the report does not show, and why. */
import { counted } from "../../../../base/counted.ts";
import { costOf } from "../../../cost.ts";
import type { Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

export function notCovered(report: Report): Markup {
  const rows = gaps(report).map(([what, why]) => ({ cells: [what, why] }));
  return folded(
    {
      id: "not-covered",
      title: "Limitations",
      gist: `${counted(rows.length, "point")} that the report does not cover`,
    },
    dataTable({ caption: "Not covered", columns: [{ text: "what" }, { text: "why" }], rows }),
  );
}

function gaps({ runs, levels, comparisons }: Report): [what: string, why: string][] {
  const found: [string, string][] = [];
  for (const { archived, label } of runs) {
    for (const problem of archived.problems) found.push([`${label}: whole run`, problem]);
  }
  for (const { name, cells } of levels) {
    for (const { label, output, archived } of cells) {
      const where = `${label}, level ${name}`;
      for (const { code, message } of output?.result.reasons ?? []) found.push([`${where}: ${code}`, message]);
      for (const { metric, reason } of output?.result.overall.missing ?? []) {
        // Skips `allLatencyMs`, which has the same gaps.
        const [of, name] = metric.split(".");
        if (of === "latencyMs" && name !== undefined)
          found.push([`${where}: ${name.replace("p999", "p99.9")}`, reason]);
      }
      for (const { what, reason } of output?.imported?.absent ?? []) found.push([`${where}: ${what}`, reason]);
      if (output && !output.metrics) found.push([`${where}: CPU, memory, network`, "no metrics were scraped"]);
      if (archived.seconds.length === 0) found.push([`${where}: charts over time`, "no series was archived"]);
    }
    for (const { label } of runs.filter((run) => !cells.some((cell) => cell.run === run))) {
      found.push([`${label}, level ${name}`, "it was not measured on this stack"]);
    }
  }
  for (const { verdicts } of comparisons) if (!verdicts.given) found.push(["Verdicts", verdicts.why]);
  if (comparisons.length === 0) found.push(["Comparison", "the report shows runs without a comparison"]);
  if (runs.some(({ provenance }) => provenance !== "measured")) {
    found.push([
      "A real network and real machines",
      "at least one stack is emulated or simulated, so its numbers hold for this machine only",
    ]);
  }
  for (const { label, outputs } of runs) {
    const cost = outputs && costOf(outputs);
    if (cost && "reason" in cost) found.push([`${label}: costs`, cost.reason]);
    else if (cost && cost.hour.unknown.length > 0)
      found.push([`${label}: unpriced items`, cost.hour.unknown.join("; ")]);
  }
  for (const { label } of runs.filter(({ outputs }) => !outputs?.cluster))
    found.push([`${label}: network pre-flight`, "only real clusters are probed"]);
  return found;
}
