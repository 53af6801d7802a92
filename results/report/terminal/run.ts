/** Runs on the terminal: a line a run of the archive, or one run with a line a cell. */
import { createColors } from "picocolors";
import type { ArchivedRun, RunSummary } from "../../archive/index.ts";
import { standingOf } from "../../compare/index.ts";
import { LOAD_METRICS } from "../../compare/metrics.ts";
import { NONE, plain, quantity } from "../format.ts";
import type { TerminalOptions } from "./comparison.ts";
import { derivedLines } from "./derived.ts";
import { table } from "./table.ts";

const SHOWN = ["rate", "failures", "avg", "p50", "p95", "p99"];

export function runList(runs: readonly RunSummary[], { colour = false }: TerminalOptions = {}): string {
  const { dim, yellow } = createColors(colour);
  if (runs.length === 0) return "The archive is empty.\n";
  const rows = runs.map(({ runId, stack, status, startedAt, cells }) => [
    plain(runId),
    stack === null ? NONE : plain(stack),
    status === "closed" ? status : yellow(status),
    startedAt === null ? NONE : `${startedAt.slice(0, 19).replace("T", " ")} UTC`,
    String(cells),
  ]);
  const columns = [
    { head: "run" },
    { head: "stack" },
    { head: "status" },
    { head: "began" },
    { head: "cells", align: "right" as const },
  ];
  const problems = runs.flatMap(({ runId, problem }) =>
    problem === null ? [] : [dim(`! ${plain(runId)}: ${plain(problem)}`)],
  );
  return `${[table(columns, rows), ...problems].join("\n")}\n`;
}

export function runTable(run: ArchivedRun, { colour = false }: TerminalOptions = {}): string {
  const { bold, dim, yellow } = createColors(colour);
  const metrics = LOAD_METRICS.filter(({ id }) => SHOWN.includes(id));
  const standings = run.cells.map(({ output }) =>
    output ? standingOf(output) : { status: "cut off", reasons: [] as string[] },
  );
  const rows = run.cells.map(({ cell, output }, i) => [
    plain(cell),
    standings[i]!.status === "complete" ? "complete" : yellow(standings[i]!.status.toUpperCase()),
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
    standings[i]!.reasons.map((reason) => yellow(`! ${plain(cell)}: ${plain(reason)}`)),
  );
  const absent = new Map(
    run.cells.flatMap(({ output }) => (output?.imported?.absent ?? []).map(({ what, reason }) => [what, reason])),
  );
  const title = `${bold(plain(run.stack ?? NONE))} ${dim(`run ${plain(run.runId)}, ${run.status}`)}`;
  const parts = [
    title,
    table(columns, rows),
    ...reasons,
    ...run.problems.map((problem) => yellow(`! ${plain(problem)}`)),
    ...[...absent].map(([what, reason]) => dim(`${NONE} no ${plain(what)}: ${plain(reason)}`)),
    ...derivedLines(run),
  ];
  return `${parts.join("\n")}\n`;
}
