/** Whether the results of a report are evidence: one word, and the reasons behind it. */
import { nextStep } from "../../archive/index.ts";
import { validityChecks, validityOf } from "../../compare/index.ts";
import { toolOf } from "../../compare/comparability.ts";
import { counted } from "../../../base/counted.ts";
import { html, type Content, type Markup } from "./markup.ts";
import type { Report, ReportCell, ReportRun } from "./model.ts";

export interface ReportValidity {
  /** `partly valid`: some cells do not count. `not valid`: a side has none that does. */
  word: "valid" | "partly valid" | "not valid";
  /** In words; empty only if it is valid. */
  reasons: string[];
}

export function reportValidity({ runs, levels }: Report): ReportValidity {
  const isWithout = (run: ReportRun) => !run.cells.some(isEvidence);
  const reasons = [
    ...runs.flatMap(({ label, archived }) =>
      archived.status === "complete" ? [] : [`${label} is ${archived.status}: ${nextStep(archived)}`],
    ),
    ...levels.flatMap(({ name, cells }) => [
      ...cells.flatMap((cell) => (isEvidence(cell) ? [] : [reasonOf(name, cell)])),
      ...runs
        .filter((run) => !cells.some((cell) => cell.run === run))
        .map(({ label }) => `${label} was not measured at level ${name}`),
    ]),
  ];
  const word = runs.some(isWithout) ? "not valid" : reasons.length > 0 ? "partly valid" : "valid";
  return { word, reasons: word !== "valid" && reasons.length === 0 ? ["no cell was measured"] : reasons };
}

const isEvidence = ({ output }: ReportCell): boolean => output !== null && validityOf(output).status === "complete";

function reasonOf(level: string, { label, output, archived }: ReportCell): string {
  if (!output) return `${label}, level ${level}: ${archived.missing ?? "no result"}`;
  const { status, reasons } = validityOf(output);
  return `${label}, level ${level}: ${status}${reasons.map((reason) => `; ${reason}`).join("")}`;
}

function counting(cells: readonly ReportCell[]): string {
  const valid = cells.filter(isEvidence).length;
  if (valid < cells.length || valid === 0) return `${valid} of ${counted(cells.length, "cell")} valid`;
  const checks = validityChecks(cells.flatMap(({ output }) => output ?? [])).join(", ");
  return `${valid === 1 ? "its cell" : `all ${valid} cells`}: ${checks}`;
}

/** Empty if one tool measured everything. */
function tools(cells: readonly ReportCell[]): string {
  const names = new Set(cells.flatMap(({ output }) => (output ? [toolOf(output)] : [])));
  return names.size > 1 ? `; measured by different tools: ${[...names].join(", ")}` : "";
}

const CRITERIA =
  "A cell is valid if its load ran to its end, if rate and median of both halves of its plateau differ by at most 10 % or no more than by chance, and if the generator sent what was planned.";

/** A tick, a half-filled circle, a cross. */
const SHAPES = {
  valid: "M3 8.5 6.5 12 13 4.5",
  "partly valid": "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 2v12M8 5h3.5M8 8h5.5M8 11h3.5",
  "not valid": "M4 4l8 8M12 4l-8 8",
};

/** The reasons unfold below the badge. */
export function validityBadge(report: Report): Markup {
  const { word, reasons } = reportValidity(report);
  const look = word.replace(" ", "-");
  const sign = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${SHAPES[word]}" /></svg>`;
  const cells = report.runs.flatMap(({ cells }) => cells);
  const text: Content = html`${sign} <b>${word}</b> <span>${counting(cells)}${tools(cells)}</span>`;
  if (reasons.length === 0) return html`<p class="validity ${look}" title="${CRITERIA}">${text}</p>`;
  return html`<details class="validity ${look}">
    <summary title="${CRITERIA}">${text}</summary>
    <ul>
      ${reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>
  </details>`;
}
