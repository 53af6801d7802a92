/** The report's page around its sections: navigation, heading with the answer, and the data that its script draws. */
import { headlineSentences } from "../../compare/index.ts";
import { clientScript, htmlDocument } from "./document.ts";
import { sideMarker } from "./figures/side-marker.ts";
import { html, jsonScript } from "./markup.ts";
import type { Content } from "./markup.ts";
import type { Report } from "./model.ts";
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
        <h1>${labels.map((label, side) => html`${side > 0 && " → "}<span>${sideMarker(side)}${label}</span>`)}</h1>
        ${validityBadge(report)}
      </div>
      ${report.comparisons.map(({ headline, a, b }) => answer(headlineSentences(headline, a.label, b.label)))}
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

/** The claim, and what it rests on. */
const answer = ([claim, ...rest]: readonly string[]): Content =>
  html`<p class="answer"><b>${claim}</b> ${rest.join(" ")}</p>`;
