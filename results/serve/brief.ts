/** A comparison in short, as a part of the list of runs: the answer, and the main metrics of each level. */
import { quantity } from "../../base/format.ts";
import { headlineSentences, levelText } from "../compare/index.ts";
import type { Comparison, MetricChange } from "../compare/types.ts";
import { sizeText, verdictText } from "../report/format.ts";
import { html, unbroken, type Content, type Markup } from "../report/html/markup.ts";
import { dataTable } from "../report/html/table.ts";
import { isMeasured, mainMetrics } from "../report/main-metrics.ts";

/** @param report address of the whole report */
export function briefOf({ a, b, headline, levels }: Comparison, report: string): Markup {
  const [claim, ...rest] = headlineSentences(headline, a.label, b.label);
  const main = mainMetrics(levels);
  const rows = [...main].flatMap((metric) => {
    const changes = levels.map(({ metrics }) => metrics.find((change) => change.metric === metric));
    const label = changes.find((change) => change !== undefined)?.label;
    return label === undefined || !changes.some((change) => change && isMeasured(change))
      ? []
      : [{ cells: [label, ...changes.map((change) => change && cell(change))] }];
  });
  return html`<h2>${a.label} → ${b.label} <a class="whole" href="${report}">whole report</a></h2>
    <p class="answer"><b>${unbroken(claim!)}</b> ${unbroken(rest.join(" "))}</p>
    ${dataTable({
      caption: "Main metrics by level",
      columns: [{ text: "metric" }, ...levels.map(({ level, load }) => ({ text: levelText(level, load) }))],
      rows,
    })}`;
}

function cell(change: MetricChange): Content {
  const { a, b, unit, verdict } = change;
  const look = verdict === "worse" || verdict === "better" ? verdict : "quiet";
  return html`${quantity(a.value, unit)} → ${quantity(b.value, unit)}
    <span class="${look}">${[sizeText(change), verdictText(change)].join(" ")}</span>`;
}
