/** Badges for the validity and provenance of numbers. */
import { reasonsText } from "../../../base/reasons.ts";
import { nextStep } from "../../archive/index.ts";
import { validityOf } from "../../compare/index.ts";
import { PROVENANCE_MEANS } from "../provenance.ts";
import type { ReportCell } from "./model.ts";
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";

export function provenanceBadge(provenance: keyof typeof PROVENANCE_MEANS): Markup {
  return html`<span class="badge ${provenance}" title="${PROVENANCE_MEANS[provenance]}">${provenance}</span>`;
}

/** The stack and its provenance, for the second column of every table with several stacks. */
export function stackCell({ label, run }: ReportCell): Markup {
  return html`<span class="stack">${label} <span class="quiet">${run.provenance}</span></span>`;
}

export function statusBadge({ output, archived }: ReportCell): Markup {
  if (!output) return html`<span class="badge invalid" title="the cell has no result">${archived.missing}</span>`;
  const { status, reasons } = validityOf(output);
  return html`<span class="badge ${status}" ${reasons.length > 0 && html` title="${reasonsText(reasons)}"`}
    >${status}</span
  >`;
}

/** The status of a run that is not complete, with what to do next. */
export function runBadge(run: Parameters<typeof nextStep>[0]): Content {
  return (
    run.status !== "complete" &&
    html`<span class="badge ${run.status === "invalid" ? "invalid" : "partial"}" title="${nextStep(run)}"
      >${run.status}</span
    >`
  );
}
