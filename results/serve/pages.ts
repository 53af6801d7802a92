/** Pages of the archive: a run in progress, and errors. */
import { html, jsonScript } from "../report/html/markup.ts";
import { own, shell } from "./shell.ts";

export function livePage(runId: string): string {
  return shell(
    `Run ${runId}`,
    html`<p><a href="/">All runs</a> · <a href="/runs/${runId}">report so far</a></p>
      <p id="state" class="skip" role="status" aria-live="polite">Connecting.</p>
      <div id="now"><p class="answer">Connecting.</p></div>
      <div id="charts"></div>
      <div id="cells"></div>
      ${jsonScript("run", { events: `/runs/${runId}/events`, report: `/runs/${runId}` })}`,
    { scripts: [own("live.mjs")], connect: true },
  );
}

export function problemPage(title: string, message: string): string {
  return shell(
    title,
    html`<p><a href="/">All runs</a></p>
      <p class="callout">${message}</p>`,
  );
}
