/** The report's page around its sections: navigation, heading with the answer, and the data that its script draws. */
import { quantity } from "../../../base/format.ts";
import { readingOfCells } from "../../compare/change.ts";
import { headlineSentences, loadText, placeText } from "../../compare/index.ts";
import { OVERALL_METRICS } from "../../compare/metrics.ts";
import { clientScript, htmlDocument } from "./document.ts";
import { sideMarker } from "./figures/side-marker.ts";
import { html, jsonScript, unbroken } from "./markup.ts";
import type { Content } from "./markup.ts";
import type { Report, ReportRun } from "./model.ts";
import { cellsData, resultsData } from "./sections/results-data.ts";
import { themeChoice } from "./theme.ts";
import { validityBadge } from "./validity.ts";

export interface NavigationEntry {
  id: string;
  title: string;
}

export interface PageOptions {
  /** Address of the list of runs, if the page is served. */
  home?: string;
}

export function page(
  report: Report,
  navigation: readonly NavigationEntry[],
  sections: Content,
  { home }: PageOptions = {},
): string {
  const labels = report.runs.map(({ label }) => label);
  const body = html`<a class="skip" href="#summary">Skip to the summary</a>
    <nav aria-label="Sections">
      <ul>
        ${home !== undefined && html`<li><a href="${home}">← All runs</a></li>`}
        ${navigation.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
        <li>${themeChoice()}</li>
      </ul>
    </nav>
    <header>
      <div class="title">
        <h1>
          ${labels.map((label, side) => html`${["", " → "][side] ?? ", "}<span>${sideMarker(side)}${label}</span>`)}
        </h1>
        ${validityBadge(report)}
      </div>
      ${answers(report)}
    </header>
    <main>${sections}</main>
    <footer><p>Every number is shown with its provenance.</p></footer>
    <p id="said" class="skip" role="status" aria-live="polite"></p>
    ${jsonScript("results-data", resultsData(report))} ${jsonScript("cells-data", cellsData(report))}`;
  return htmlDocument({
    title: `Stackmark: ${labels.join(", ")}`,
    scripts: [clientScript("page"), clientScript("charts")],
    body,
  });
}

/** Of each comparison the claim, and what it rests on; of runs that are not compared, their results at the highest level. */
function answers({ comparisons, runs }: Report): Content {
  const texts =
    comparisons.length > 0
      ? comparisons.map(({ headline, a, b }) => headlineSentences(headline, a.label, b.label))
      : runs.map(resultsInWords);
  return texts.map(
    ([claim, ...rest]) =>
      html`<p class="answer${texts.length > 1 && " several"}">
        <b>${unbroken(claim!)}</b> ${unbroken(rest.join(" "))}
      </p>`,
  );
}

function resultsInWords({ label, cells }: ReportRun): string[] {
  const last = cells.findLast(({ output }) => output);
  if (!last) return [`${label} has no results.`];
  const { level, output } = last;
  const outputs = cells.flatMap((cell) => (cell.level === level && cell.output ? [cell.output] : []));
  const figures = ["rate", "p50", "p95", "failures"].flatMap((id) => {
    const metric = OVERALL_METRICS.find((each) => each.id === id)!;
    const { value } = readingOfCells(metric, outputs);
    const text = quantity(value, metric.unit);
    return value === null ? [] : [id === "rate" ? text : `${metric.label} ${text}`];
  });
  return [`${label} at ${placeText(level, loadText(output!.result.spec))}: ${figures.join(", ")}.`];
}
