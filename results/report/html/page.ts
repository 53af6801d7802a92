/**
 * The page around the sections: one file, no network. Its content security policy allows these very scripts and styles,
 * by digest, and nothing else: not a request, not a script that hostile text could bring.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { provenanceBadge } from "./badges.ts";
import { Markup, html, jsonScript } from "./markup.ts";
import type { Content } from "./markup.ts";
import type { Report, ReportRun } from "./model.ts";

export interface NavigationEntry {
  id: string;
  title: string;
}

const require = createRequire(import.meta.url);
const own = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const library = (name: string) => readFileSync(require.resolve(`uplot/dist/${name}`), "utf8");

/** In the order of the cascade. */
const STYLES = ["page", "tables", "summary", "charts", "print"];

/** Digests are over the exact text between the tags. */
function inline(tag: "style" | "script", text: string, attributes = ""): { markup: Markup; source: string } {
  if (text.includes(`</${tag}`)) throw new Error(`The report's own ${tag} would end its element`);
  const source = `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return { markup: new Markup(`<${tag}${attributes}>${text}</${tag}>`), source };
}

export function page(report: Report, navigation: readonly NavigationEntry[], charts: unknown, body: Content): string {
  const styles = [
    inline("style", library("uPlot.min.css")),
    inline("style", STYLES.map((name) => own(`./styles/${name}.css`)).join("")),
  ];
  const scripts = [
    inline("script", library("uPlot.iife.min.js")),
    inline("script", own("./client/page.mjs"), ' type="module"'),
    inline("script", own("./client/charts.mjs"), ' type="module"'),
  ];
  const sources = (parts: typeof styles) => parts.map(({ source }) => source).join(" ");
  const policy = `default-src 'none'; style-src ${sources(styles)}; script-src ${sources(scripts)}; base-uri 'none'; form-action 'none'`;
  const labels = report.runs.map(({ label }) => label).join(", ");
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Stackmark" />
        <title>Stackmark: ${labels}</title>
        ${styles.map(({ markup }) => markup)}
      </head>
      <body>
        <a class="skip" href="#summary">To the summary</a>
        <header>
          <h1>${report.runs.map(({ label }) => label).join(" → ")}</h1>
          <p class="quiet">What a change of topology does, as Stackmark saw it.</p>
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
                  <option value="auto">as the system</option>
                  <option value="light">light</option>
                  <option value="dark">dark</option>
                </select></label
              >
            </li>
          </ul>
        </nav>
        <main>
          <noscript><p class="callout">Charts need JavaScript; all tables are here without it.</p></noscript>
          ${body}
        </main>
        <footer><p>Every number stands beside how it came about. Charts are drawn with uPlot (MIT licence).</p></footer>
        <p id="said" class="skip" role="status" aria-live="polite"></p>
        ${jsonScript("charts", charts)} ${scripts.map(({ markup }) => markup)}
      </body>
    </html> `.text;
}

function runLine({ label, provenance, archived, cells }: ReportRun): Content {
  const began = cells.find(({ output }) => output)?.output?.result.startedAt;
  const status =
    archived.status === "closed" ? "" : html` <span class="badge partial">${archived.status.replace("-", " ")}</span>`;
  return html`<li>
    <b>${label}</b> ${provenanceBadge(provenance)}${status}
    <span class="quiet"
      >run ${archived.runId}${typeof began === "string" && `, ${began.slice(0, 16).replace("T", " ")} UTC`}</span
    >
  </li>`;
}
