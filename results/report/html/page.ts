/** The report's page around its sections: heading, navigation, and the data that its script draws. */
import { nextStep } from "../../archive/index.ts";
import { provenanceBadge, runBadge } from "./badges.ts";
import { chartData } from "./charts/chart.ts";
import type { Chart } from "./charts/chart.ts";
import { clientScript, htmlDocument } from "./document.ts";
import { html, jsonScript } from "./markup.ts";
import type { Content } from "./markup.ts";
import type { Report, ReportRun } from "./model.ts";
import { matrixRows } from "./sections/summary.ts";

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
  charts: readonly Chart[],
  sections: Content,
  { home }: PageOptions = {},
): string {
  const labels = report.runs.map(({ label }) => label);
  const body = html`<a class="skip" href="#summary">Skip to the summary</a>
    <header>
      ${home !== undefined && html`<p><a href="${home}">All runs</a></p>`}
      <h1>${labels.join(" → ")}</h1>
      ${
        report.comparisons.length === 0
          ? html`<p class="quiet">What a change of topology does, measured by Stackmark.</p>`
          : report.comparisons.map(({ headline }) => html`<p class="answer">${headline.text}</p>`)
      }
      <ul class="runs">
        ${report.runs.map(runLine)}
      </ul>
    </header>
    <nav aria-label="Sections">
      <ul>
        ${navigation.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
        <li>
          <label
            >Theme
            <select id="theme">
              <option value="auto">system</option>
              <option value="light">light</option>
              <option value="dark">dark</option>
            </select></label
          >
        </li>
      </ul>
    </nav>
    <main>
      <noscript><p class="callout">Charts need JavaScript; tables do not.</p></noscript>
      ${sections}
    </main>
    <footer><p>Every number is shown with its provenance. Charts are drawn with uPlot (MIT licence).</p></footer>
    <p id="said" class="skip" role="status" aria-live="polite"></p>
    ${jsonScript("charts", chartData(charts))} ${jsonScript("matrix", matrixRows(report))}`;
  return htmlDocument({
    title: `Stackmark: ${labels.join(", ")}`,
    scripts: [clientScript("page"), clientScript("charts")],
    body,
  });
}

function runLine({ label, provenance, archived, cells }: ReportRun): Content {
  const began = cells.find(({ output }) => output)?.output?.result.startedAt;
  return html`<li>
    <b>${label}</b> ${provenanceBadge(provenance)} ${runBadge(archived)}
    <span class="quiet"
      >run ${archived.runId}${typeof began === "string" && `, ${began.slice(0, 16).replace("T", " ")} UTC`}</span
    >
    ${archived.status !== "complete" && html`<span class="quiet">${archived.status}: ${nextStep(archived)}</span>`}
  </li>`;
}
