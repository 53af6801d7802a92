/** Costs of each stack, and the prices that they are computed from. */
import { costOf } from "../../../cost.ts";
import { NONE } from "../../../../base/format.ts";
import { costLines, costRows, dollars } from "../../cost-rows.ts";
import { costVerdicts } from "../../cost-verdict.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportRun } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

export function costs({ runs, comparisons }: Report): Markup {
  const sides = runs.map(({ label, outputs }) => ({
    label,
    cost: outputs ? costOf(outputs) : { reason: "its plan was not recorded" },
  }));
  const verdicts = comparisons.flatMap((comparison) => costVerdicts(comparison).map(({ text }) => text));
  const rows = costRows(sides).map((cells) => ({ cells }));
  const heads = ["", ...runs.map(({ label }) => label), ...(runs.length === 2 ? ["change"] : [])];
  const known = sides.flatMap(({ label, cost }) => ("hour" in cost ? [`${label} ${dollars(cost.hour)} per hour`] : []));
  const gist = known.length === 0 ? "unknown" : known.join(", ");
  return folded(
    { id: "costs", title: "Costs", gist },
    html`${
        rows.length > 0 &&
        dataTable({
          caption: "Costs of the stacks",
          columns: heads.map((text, index) => ({ text, number: index > 0 })),
          rows,
        })
      }
      <ul class="notes">
        ${[...verdicts, ...costLines(sides)].map((line) => html`<li>${line}</li>`)}
      </ul>
      ${prices(runs)}`,
  );
}

function prices(runs: readonly ReportRun[]): Content {
  const rows = runs.flatMap(({ label, outputs }) =>
    (outputs?.plan.prices ?? []).map(({ node, what, usd, per, source }, index) => ({
      group: index === 0,
      cells: [
        label,
        node,
        what,
        dollars({ usd: usd ?? 0, unknown: usd === null ? [what] : [] }),
        per === "GB" ? "GB" : "hour",
        source?.asOf ?? NONE,
        source
          ? `${source.url}${source.isDoubtful ? " (doubtful: copies disagree, or none is of this region)" : ""}`
          : NONE,
      ],
    })),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Prices",
    columns: [
      { text: "stack" },
      { text: "node" },
      { text: "what" },
      { text: "US dollars", number: true },
      { text: "per" },
      { text: "as of" },
      { text: "from" },
    ],
    rows,
  });
}
