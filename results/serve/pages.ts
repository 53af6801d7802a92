/** The pages of the archive in addition to reports: the list of runs, a run in progress, and errors. */
import { readFileSync } from "node:fs";
import type { RunSummary } from "../archive/index.ts";
import { NONE, number } from "../../base/format.ts";
import { clientScript, htmlDocument } from "../report/html/document.ts";
import { html, jsonScript } from "../report/html/markup.ts";
import type { Content } from "../report/html/markup.ts";
import { dataTable } from "../report/html/table.ts";
import { themeChoice } from "../report/html/theme.ts";

const own = (name: string): string => readFileSync(new URL(`./client/${name}`, import.meta.url), "utf8");

export function listPage(runs: readonly RunSummary[]): string {
  const rows = runs.map((run) => ({
    cells: [
      html`<a href="/runs/${run.runId}">${run.runId}</a>`,
      html`<input type="checkbox" name="run" value="${run.runId}" aria-label="compare ${run.runId}" />`,
      run.stack ?? NONE,
      status(run),
      run.startedAt === null ? NONE : `${run.startedAt.slice(0, 19).replace("T", " ")} UTC`,
      number(run.cells),
    ],
  }));
  const table = dataTable({
    caption: "Runs, newest first",
    columns: [
      { text: "run" },
      { text: "compare" },
      { text: "stack" },
      { text: "status" },
      { text: "started" },
      { text: "cells", number: true },
    ],
    rows,
  });
  return shell(
    "Runs",
    runs.length === 0
      ? html`<p>The archive is empty.</p>`
      : html`<form action="/compare">
          ${table}
          <p>
            <label
              >Capacity and demand within <input name="slo" placeholder="p95&lt;200,failures&lt;1" size="24"
            /></label>
            <span class="quiet">Optional objectives.</span>
          </p>
          <p><button>Compare the selected runs</button> <span class="quiet">The oldest is the baseline.</span></p>
        </form>`,
    { scripts: [clientScript("page")], form: true },
  );
}

function status({ runId, status, problem, next }: RunSummary): Content {
  if (status === "complete") return status;
  if (status === "running") return html`<a href="/runs/${runId}/live" title="${next}">running: follow live</a>`;
  const look = status === "invalid" ? "invalid" : "partial";
  return html`<span class="badge ${look}" title="${problem === null ? next : `${problem}; ${next}`}">${status}</span>
    <span class="quiet">${next}</span>`;
}

export function livePage(runId: string): string {
  return shell(
    `Run ${runId}`,
    html`<p><a href="/">All runs</a> · <a href="/runs/${runId}">report so far</a></p>
      <p id="state" class="skip" role="status" aria-live="polite">Connecting.</p>
      <div id="now"><p class="answer">Connecting.</p></div>
      <div id="charts"></div>
      <div id="cells"></div>
      ${jsonScript("run", { events: `/runs/${runId}/events`, report: `/runs/${runId}` })}`,
    { scripts: [clientScript("page"), clientScript("charts"), own("live.mjs")], connect: true },
  );
}

export function problemPage(title: string, message: string): string {
  return shell(
    title,
    html`<p><a href="/">All runs</a></p>
      <p class="callout">${message}</p>`,
    { scripts: [] },
  );
}

interface Shell {
  scripts: readonly string[];
  form?: boolean;
  connect?: boolean;
}

function shell(title: string, body: Content, { scripts, form, connect }: Shell): string {
  return htmlDocument({
    title: `Stackmark: ${title}`,
    scripts,
    styles: [own("serve.css")],
    allow: [...(form ? (["form-action"] as const) : []), ...(connect ? (["connect-src"] as const) : [])],
    body: html`<header><h1>${title}</h1></header>
      <main>${body}</main>
      ${
        scripts.length > 0 &&
        html`<footer>
          <p>${themeChoice()}</p>
        </footer>`
      }
      <p id="said" class="skip" role="status" aria-live="polite"></p>`,
  });
}
