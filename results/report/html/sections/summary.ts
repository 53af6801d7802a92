/** The first screen: both topologies, what changed at each level, and what links explain of it. */
import { counted } from "../../../../base/counted.ts";
import { formatDuration } from "../../../../base/duration.ts";
import { provenanceBadge, runBadge } from "../badges.ts";
import { dumbbellFigure } from "../figures/dumbbells.ts";
import { sideMarker } from "../figures/side-marker.ts";
import { waterfallFigure } from "../figures/waterfall.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report, ReportRun } from "../model.ts";
import { idOf } from "../readings.ts";
import { serviceColours } from "../service-colours.ts";
import { scenarioText } from "./loads.ts";
import { topologyDrawing } from "../topology/index.ts";

export function summary(report: Report): Markup {
  const colours = serviceColours(
    report.runs.flatMap(({ outputs }) => outputs?.placement.map(({ service }) => service) ?? []),
  );
  const sides = report.runs.map((run, side) => sideCard(run, side, colours));
  const count = ["one", "two"][sides.length - 1] ?? "many";
  return html`<section id="summary" class="${count}" aria-label="Summary">
    <div class="sides">${sides}</div>
    <div class="findings">${dumbbellFigure(report)} ${explanations(report)}</div>
  </section>`;
}

function sideCard(run: ReportRun, side: number, colours: ReadonlyMap<string, number>): Markup {
  const { label, provenance, archived, outputs, cells } = run;
  const began = cells.find(({ output }) => output)?.output?.result.startedAt;
  const isDated = typeof began === "string" && !archived.runId.includes(began.slice(0, 10).replaceAll("-", ""));
  const when = isDated ? `, ${began.slice(0, 16).replace("T", " ")} UTC` : "";
  return html`<figure class="side">
    <figcaption>
      <span>${sideMarker(side)}<b>${label}</b> ${provenanceBadge(provenance)} ${runBadge(archived)}</span>
      <span class="quiet">run ${archived.runId}${when}</span>
    </figcaption>
    ${topologyDrawing(outputs, colours) ?? html`<p class="quiet">${loadOf(run)} Its nodes were not recorded.</p>`}
  </figure>`;
}

/** `http://localhost:8080, get, closed model, 6 cells of 39 s.`: what is known of a run without nodes, such as that of a URL. */
function loadOf({ cells }: ReportRun): string {
  const results = cells.flatMap(({ output }) => output?.result ?? []);
  const [first] = results;
  if (!first) return "";
  const count = counted(results.length, "cell");
  const length = first.measuredMs === null ? count : `${count} of ${formatDuration(first.measuredMs)}`;
  return `${[first.target, scenarioText(first.spec), length].filter((part) => part).join(", ")}.`;
}

function explanations({ runs, comparisons }: Report): Content {
  const sideOf = (runId: string) => runs.findIndex((run) => idOf(run) === runId);
  return comparisons.map((comparison) =>
    waterfallFigure(comparison, [
      sideOf(comparison.a.runId),
      runs.findLastIndex((run) => idOf(run) === comparison.b.runId),
    ]),
  );
}
