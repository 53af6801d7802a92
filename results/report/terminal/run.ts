/** Runs on the terminal: the archive with one line per run, or one run with one line per cell. */
import { createColors } from "picocolors";
import { printableLine } from "../../../base/printable.ts";
import type { ArchivedRun, RunSummary } from "../../archive/index.ts";
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
    status === "closed" ? status : yellow(status),
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
  return `${[table(columns, rows), ...problems].join("\n")}\n`;
}

export function runTable(run: ArchivedRun, { colour = false }: TerminalOptions = {}): string {
  const { bold, dim, yellow } = createColors(colour);
  const metrics = LOAD_METRICS.filter(({ id }) => SHOWN.includes(id));
  const validity = run.cells.map(({ output }) =>
    output ? validityOf(output) : { status: "cut off", reasons: [] as string[] },
  );
  const rows = run.cells.map(({ cell, output }, i) => [
    printableLine(cell),
    validity[i]!.status === "complete" ? "complete" : yellow(validity[i]!.status.toUpperCase()),
    output?.provenance ?? NONE,
    ...metrics.map((metric) => (output ? quantity(metric.of(output.result.overall).value, metric.unit) : NONE)),
  ]);
  const columns = [
    { head: "cell" },
    { head: "status" },
    { head: "provenance" },
    ...metrics.map(({ label }) => ({ head: label, align: "right" as const })),
  ];
  const reasons = run.cells.flatMap(({ cell }, i) =>
    validity[i]!.reasons.map((reason) => yellow(`! ${printableLine(cell)}: ${printableLine(reason)}`)),
  );
  const absent = new Map(
    run.cells.flatMap(({ output }) => (output?.imported?.absent ?? []).map(({ what, reason }) => [what, reason])),
  );
  const title = `${bold(printableLine(run.stack ?? NONE))} ${dim(`run ${printableLine(run.runId)}, ${run.status}`)}`;
  const parts = [
    title,
    table(columns, rows),
    ...reasons,
    ...run.problems.map((problem) => yellow(`! ${printableLine(problem)}`)),
    ...[...absent].map(([what, reason]) => dim(`${NONE} no ${printableLine(what)}: ${printableLine(reason)}`)),
    ...derivedLines(run),
  ];
  return `${parts.join("\n")}\n`;
}
