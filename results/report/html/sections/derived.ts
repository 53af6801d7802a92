/** Derived metrics: knee, scaling law, recovery, cell length, capacity and demand. */
import type { DemandAndCapacity, Derived } from "../../../derived/index.ts";
import { NONE, number } from "../../../../base/format.ts";
import { capacityText, cellLengthText, kneeText, lawText, recoveryText, resourcesText } from "../../derived-text.ts";
import { metricValue } from "../../derived-rows.ts";
import type { Chart } from "../charts/chart.ts";
import { chartRow } from "../charts/figure.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { ReportRun } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

export interface DerivedRun {
  run: ReportRun;
  derived: Derived;
  charts: Chart[];
}

export function derivedSection(runs: readonly DerivedRun[], demand: DemandAndCapacity | null): Markup {
  const charts = runs.flatMap(({ charts }) => charts);
  const parts = ["scaling", "recovery", "required cell length", ...(demand ? ["capacity and demand"] : [])];
  return folded(
    { id: "derived", title: "Scaling", gist: parts.join(", "), isOpen: demand !== null },
    html`${scaling(runs)} ${charts.length > 0 && chartRow(charts)} ${recoveries(runs)} ${capacities(runs)}
    ${lengths(runs)} ${demand && demandTables(demand)}`,
  );
}

function scaling(runs: readonly DerivedRun[]): Content {
  const rows = runs.flatMap(({ run, derived }) =>
    derived.scaling.map(({ points: { from, unit }, knee, law }) => ({
      cells: [run.label, from, kneeText(knee, unit), lawText(law, unit)],
    })),
  );
  if (rows.length === 0) return html`<p class="quiet">No run was measured under several loads.</p>`;
  return dataTable({
    caption: "Knee and scaling law",
    columns: [{ text: "stack" }, { text: "from" }, { text: "knee" }, { text: "law" }],
    rows,
  });
}

function recoveries(runs: readonly DerivedRun[]): Content {
  const rows = runs.flatMap(({ run, derived }) =>
    derived.recoveries.map((each) => ({ cells: [run.label, each.cell, each.spike, each.outcome, recoveryText(each)] })),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Recovery after a spike",
    columns: [{ text: "stack" }, { text: "cell" }, { text: "spike" }, { text: "outcome" }, { text: "how" }],
    rows,
  });
}

/** Of levels with objectives; knees and recoveries have tables of their own. */
function capacities(runs: readonly DerivedRun[]): Content {
  const rows = runs.flatMap(({ run }) =>
    (run.outputs?.derived ?? [])
      .filter(({ metric }) => metric === "capacity")
      .map((each) => ({ cells: [run.label, each.level ?? "all levels", metricValue(each, each.unit), each.how] })),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Capacity within the objectives of the stack",
    columns: [{ text: "stack" }, { text: "level" }, { text: "capacity", number: true }, { text: "how" }],
    rows,
  });
}

function lengths(runs: readonly DerivedRun[]): Content {
  const rows = runs.flatMap(({ run, derived }) =>
    derived.cellLengths.map((each) => ({ cells: [run.label, each.level, cellLengthText(each)] })),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Required cell length, from the variation within cells",
    columns: [{ text: "stack" }, { text: "level" }, { text: "estimate" }],
    rows,
  });
}

function demandTables({ objectives, capacities, demands }: DemandAndCapacity): Markup {
  const words = objectives.map(({ text }) => text).join(", ");
  return html`<div class="columns">
    ${dataTable({
      caption: `Capacity within ${words}`,
      columns: [{ text: "stack" }, { text: "run" }, { text: "machines" }, { text: "maximum load" }],
      rows: capacities.map(({ stack, runId, resources, ...capacity }) => ({
        cells: [stack ?? NONE, runId, resourcesText(resources), capacityText(capacity)],
      })),
    })}
    ${dataTable({
      caption: `Demand within ${words}`,
      columns: [{ text: "load" }, { text: "fewest machines" }, { text: "stack" }],
      rows: demands.map(({ level, load, run, reason }) => ({
        cells: [`${number(load)} (${level})`, run ? resourcesText(run.resources) : reason!, run?.stack ?? NONE],
      })),
    })}
  </div>`;
}
