/** Runs on the terminal: the archive with one line per run, or one run with one line per cell. */
import { createColors } from "picocolors";
import { printableLine } from "../../../base/printable.ts";
import { nextStep, type ArchivedCell, type ArchivedRun, type RunSummary } from "../../archive/index.ts";
import { validityOf } from "../../compare/index.ts";
import { LOAD_METRICS } from "../../compare/metrics.ts";
import { NONE, quantity } from "../format.ts";
import type { TerminalOptions } from "./comparison.ts";
import { derivedLines } from "./derived.ts";
import { table } from "./table.ts";

const SHOWN = ["rate", "failures", "avg", "p50", "p95", "p99"];

export function runList(runs: readonly RunSummary[], { colour = false }: TerminalOptions = {}): string {
  const { dim, yellow } = createColors(colour);
  if (runs.length === 0) return "The archive is empty.\n";
  const rows = runs.map(({ runId, stack, status, startedAt, cells }) => [
    printableLine(runId),
    stack === null ? NONE : printableLine(stack),
    status === "complete" ? status : yellow(status),
    startedAt === null ? NONE : `${startedAt.slice(0, 19).replace("T", " ")} UTC`,
    String(cells),
  ]);
  const columns = [
    { head: "run" },
    { head: "stack" },
    { head: "status" },
    { head: "started" },
    { head: "cells", align: "right" as const },
  ];
  const problems = runs.flatMap(({ runId, problem }) =>
    problem === null ? [] : [dim(`! ${printableLine(runId)}: ${printableLine(problem)}`)],
  );
  return `${[table(columns, rows), ...problems, ...nextSteps(runs).map(dim)].join("\n")}\n`;
}

/** What to do next, once for each status that needs it. */
function nextSteps(runs: readonly RunSummary[]): string[] {
  const steps = runs.flatMap(({ status, isImported, isOfUrl }) =>
    status === "complete" ? [] : [`${status}: ${nextStep({ runId: "RUN", stack: null, status, isImported, isOfUrl })}`],
  );
  return [...new Set(steps)];
}

export function runTable(run: ArchivedRun, { colour = false }: TerminalOptions = {}): string {
  const { bold, dim, yellow } = createColors(colour);
  const absent = new Map(
    run.cells.flatMap(({ output }) => (output?.imported?.absent ?? []).map(({ what, reason }) => [what, reason])),
  );
  const title = `${bold(printableLine(run.stack ?? NONE))} ${dim(`run ${printableLine(run.runId)}, ${run.status}`)}`;
  const parts = [
    title,
    cellTable(run.cells, { colour }),
    ...run.problems.map((problem) => yellow(`! ${printableLine(problem)}`)),
    ...[...absent].map(([what, reason]) => dim(`${NONE} no ${printableLine(what)}: ${printableLine(reason)}`)),
    ...derivedLines(run),
    ...(run.status === "complete" ? [] : [`${run.status}: ${printableLine(nextStep(run, { isShown: true }))}`]),
  ];
  return `${parts.join("\n")}\n`;
}

/** One line for each cell with its status and main figures, then the reasons why cells are not evidence. */
export function cellTable(
  cells: readonly Pick<ArchivedCell, "cell" | "output" | "missing">[],
  { colour = false }: TerminalOptions = {},
): string {
  const { yellow } = createColors(colour);
  const metrics = LOAD_METRICS.filter(({ id }) => SHOWN.includes(id));
  const validity = cells.map(({ output, missing }) =>
    output ? validityOf(output) : { status: missing ?? NONE, reasons: [] as string[] },
  );
  const rows = cells.map(({ cell, output }, i) => [
    printableLine(cell),
    statusText(validity[i]!.status, output !== null, yellow),
    output?.provenance ?? NONE,
    ...metrics.map((metric) => (output ? quantity(metric.of(output.result.overall).value, metric.unit) : NONE)),
  ]);
  const columns = [
    { head: "cell" },
    { head: "status" },
    { head: "provenance" },
    ...metrics.map(({ label }) => ({ head: label, align: "right" as const })),
  ];
  const reasons = cells.flatMap(({ cell }, i) =>
    validity[i]!.reasons.map((reason) => yellow(`! ${printableLine(cell)}: ${printableLine(reason)}`)),
  );
  return [table(columns, rows), ...reasons].join("\n");
}

/** A status that disqualifies figures is in capitals. */
function statusText(status: string, hasFigures: boolean, yellow: (text: string) => string): string {
  if (status === "complete") return status;
  return yellow(hasFigures ? status.toUpperCase() : status);
}
