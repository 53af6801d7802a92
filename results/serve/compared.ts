/** Compares runs of the archive by their ids: as a report, or in short. */
import { archivedOutputs, listRuns, readRun, type ArchivedRun } from "../archive/index.ts";
import { isName } from "../archive/layout.ts";
import { compareAll, inOrderOfTime } from "../compare/index.ts";
import type { Comparison } from "../compare/types.ts";
import { parseObjectives } from "../derived/index.ts";
import { ResultsError } from "../errors.ts";
import { html } from "../report/html/markup.ts";
import { renderReport } from "../report/index.ts";
import { briefOf } from "./brief.ts";

const MAX_COMPARED = 20;

/** @throws {ResultsError} RESULTS_NOT_COMPARABLE, RESULTS_BAD_OBJECTIVE, and as `readRun` */
export async function comparisonReport(runsDir: string, names: readonly string[], slo: string): Promise<string> {
  const objectives = slo.trim() === "" ? [] : parseObjectives(slo);
  const { runs, comparisons } = await compared(runsDir, names);
  return renderReport(runs, comparisons, { home: "/", objectives });
}

/** A part of a page; why runs cannot be compared is its text. */
export async function briefComparison(runsDir: string, names: readonly string[]): Promise<string> {
  try {
    const { comparisons } = await compared(runsDir, names);
    const [comparison] = comparisons;
    const report = `/compare?${new URLSearchParams(names.map((name): [string, string] => ["run", name])).toString()}`;
    return (comparison ? briefOf(comparison, report) : html`<p class="callout">One of the runs has no result.</p>`)
      .text;
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return html`<p class="callout">${error.message}</p>`.text;
  }
}

/** The oldest is the baseline. */
async function compared(
  runsDir: string,
  names: readonly string[],
): Promise<{ runs: ArchivedRun[]; comparisons: Comparison[] }> {
  const chosen = [...new Set(names)];
  if (chosen.length < 2 || chosen.length > MAX_COMPARED || !chosen.every(isName)) {
    throw new ResultsError("RESULTS_NOT_COMPARABLE", `Select 2 to ${MAX_COMPARED} runs.`);
  }
  const known = (await listRuns(runsDir)).map(({ runId }) => runId).reverse();
  chosen.sort((a, b) => known.indexOf(a) - known.indexOf(b));
  const archived: ArchivedRun[] = [];
  for (const runId of chosen) archived.push(await readRun(runId, runsDir));
  const runs = inOrderOfTime(archived);
  const [baseline, ...others] = runs.flatMap(({ outputs }) => (outputs && outputs.load.length > 0 ? [outputs] : []));
  const archive = await archivedOutputs(
    runsDir,
    runs.flatMap(({ stack }) => stack ?? []),
  );
  return { runs, comparisons: baseline ? compareAll(baseline, others, { anyway: true, archive }) : [] };
}
