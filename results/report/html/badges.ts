/** Badges for the validity and provenance of numbers. */
import { validityOf } from "../../compare/index.ts";
import type { ReportCell } from "./model.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

const PROVENANCE_MEANS: Record<string, string> = {
  measured: "measured on a real cluster",
  emulated: "real requests on emulated nodes",
  simulated: "simulated: no request was sent to a real service",
  imported: "imported from a file of another tool",
  unknown: "how this was measured was not recorded",
};

export function provenanceBadge(provenance: string): Markup {
  return html`<span class="badge ${provenance}" title="${PROVENANCE_MEANS[provenance]}">${provenance}</span>`;
}

/** The stack and its provenance, for the second column of every table with several stacks. */
export function stackCell({ label, run }: ReportCell): Markup {
  return html`<span class="stack">${label} <span class="quiet">${run.provenance}</span></span>`;
}

export function statusBadge({ output }: ReportCell): Markup {
  if (!output) return html`<span class="badge invalid" title="the cell was never closed">cut off</span>`;
  const { status, reasons } = validityOf(output);
  return html`<span class="badge ${status}" ${reasons.length > 0 && html` title="${reasons.join("; ")}"`}
    >${status}</span
  >`;
}
