/** Runs on the terminal: the archive with one line per run, or one run with one line per cell. */
import { FIGURE_HEADS, figuresOf, labelsText, thresholdText } from "@stackmark/loadgen/schema";
import { NONE, quantity } from "../../../base/format.ts";
import { printableLine } from "../../../base/printable.ts";
import { table, type Column } from "../../../base/table.ts";
import { nextStep, type ArchivedCell, type ArchivedRun, type RunSummary } from "../../archive/index.ts";
import { loadText, validityOf } from "../../compare/index.ts";
import { OVERALL_METRICS, RESOURCE_METRICS, type Metric } from "../../compare/metrics.ts";
import type { CellOutput } from "../../schema/outputs.ts";
import { derivedLines } from "./derived.ts";
import { styleOf, type TerminalOptions } from "./options.ts";

export function runList(runs: readonly RunSummary[], options: TerminalOptions = {}): string {
  const {
    colours: { dim, yellow },
    widthChars,
    signs,
  } = styleOf(options);
  if (runs.length === 0) return "The archive is empty.\n";
  const isLabelled = runs.some(({ labels }) => Object.keys(labels).length > 0);
  const rows = runs.map(({ runId, stack, status, startedAt, cells, labels }) => [
    printableLine(runId),
    stack === null ? NONE : printableLine(stack),
    status === "complete" ? status : yellow(status),
    startedAt === null ? NONE : `${startedAt.slice(0, 19).replace("T", " ")} UTC`,
    String(cells),
    ...(isLabelled ? [printableLine(labelsText(labels))] : []),
  ]);
  const columns = [
    { head: "run" },
    { head: "stack" },
    { head: "status" },
    { head: "started", dropped: 2 },
    { head: "cells", align: "right" as const, dropped: 1 },
    ...(isLabelled ? [{ head: "labels", dropped: 3 }] : []),
  ];
  const problems = runs.flatMap(({ runId, problem }) =>
    problem === null ? [] : [dim(`! ${printableLine(runId)}: ${printableLine(problem)}`)],
  );
  return signs(`${[table(columns, rows, { widthChars }), ...problems, ...nextSteps(runs).map(dim)].join("\n")}\n`);
}

/** What to do next, once for each status that needs it. */
function nextSteps(runs: readonly RunSummary[]): string[] {
  const steps = runs.flatMap(({ status, isImported, isOfUrl }) =>
    status === "complete" ? [] : [`${status}: ${nextStep({ runId: "RUN", stack: null, status, isImported, isOfUrl })}`],
  );
  return [...new Set(steps)];
}

export function runTable(run: ArchivedRun, options: TerminalOptions = {}): string {
  const {
    colours: { bold, dim, yellow },
    inLines,
    signs,
  } = styleOf(options);
  const absent = new Map(
    run.cells.flatMap(({ output }) => (output?.imported?.absent ?? []).map(({ what, reason }) => [what, reason])),
  );
  const provenances = [...new Set(run.cells.flatMap(({ output }) => output?.provenance ?? []))];
  const state = [`run ${printableLine(run.runId)}`, ...provenances, run.status].join(", ");
  const derived = derivedLines(run);
  const line = (text: string) => inLines(printableLine(text), "  ");
  const parts = [
    `${bold(printableLine(run.stack ?? NONE))} ${dim(state)}`,
    ...(Object.keys(run.labels).length > 0 ? [dim(line(`labels: ${labelsText(run.labels)}`))] : []),
    cellTable(run.cells, { ...options, all: true }),
    ...run.problems.map((problem) => yellow(line(`! ${problem}`))),
    ...derived.filter(({ isFound }) => isFound).map(({ text }) => inLines(text, "  ")),
    ...(run.status === "complete" ? [] : [line(`${run.status}: ${nextStep(run, { isShown: true })}`)]),
    ...derived.filter(({ isFound }) => !isFound).map(({ text }) => dim(inLines(text, "  "))),
    ...[...absent].map(([what, reason]) => dim(line(`${NONE} no ${what}: ${reason}`))),
  ];
  return signs(`${parts.join("\n")}\n`);
}

type ShownCell = Pick<ArchivedCell, "cell" | "output" | "missing">;

/**
 * The result table: a line for each cell with its load, figures and status, then why cells are not evidence, what to know
 * of others, and which thresholds passed. Long reasons are cut off unless `all` is set.
 */
export function cellTable(cells: readonly ShownCell[], options: TerminalOptions = {}): string {
  const {
    colours: { dim, yellow, red, green },
    inLines,
    inFewLines,
    widthChars,
    signs,
  } = styleOf(options);
  const names = namesOf(cells);
  const validity = cells.map(({ output, missing }) =>
    output ? validityOf(output) : { status: missing ?? NONE, reasons: [] as string[] },
  );
  const rows = cells.map(({ output }, i) => [
    names[i]!,
    (output && loadText(output.result.spec)) ?? NONE,
    ...(output ? figuresOf(output.result.overall, failures.of(output).value) : FIGURE_HEADS.map(() => NONE)),
    output ? cpuText(output) : NONE,
    statusText(validity[i]!.status, output !== null, yellow),
  ]);
  const columns: Column[] = [
    { head: "level", shrinks: true },
    { head: "load", align: "right", dropped: 2 },
    ...FIGURE_HEADS.map((head) => ({ head, align: "right" as const })),
    { head: "CPU", align: "right", dropped: 1 },
    { head: "status" },
  ];
  const isKnown = columns.map((_, i) => rows.some((row) => row[i] !== NONE));
  const known = <T>(list: readonly T[]): T[] => list.filter((_, i) => isKnown[i]);
  const reasons = validity.flatMap(({ status, reasons }, i) =>
    reasons.map((reason) => {
      const advice = status === "unsteady" ? `; ${STEADY}` : "";
      return yellow(inFewLines(`! ${names[i]!} is ${status}: ${printableLine(reason)}${advice}`, "  "));
    }),
  );
  const notes = cells.flatMap(({ output }, i) =>
    (output?.result.notes ?? []).map((note) => dim(inFewLines(printableLine(`- ${names[i]!}: ${note}`), "  "))),
  );
  const thresholds = cells.flatMap(({ output }, i) =>
    (output?.result.thresholds ?? []).map((each) => {
      const text = inLines(printableLine(`${thresholdText(each)} at ${names[i]!}`), "  ");
      return each.holds ? green(text) : red(text);
    }),
  );
  return signs(
    [table(known(columns), rows.map(known), { widthChars }), ...reasons, ...notes, ...thresholds].join("\n"),
  );
}

const STEADY = "it counts in no verdict; a longer warm-up, or less load, lets it settle";

const [failures, cpuQuota, cpuCores] = ["failures", "cpu-quota", "cpu-cores"].map((id) =>
  [...OVERALL_METRICS, ...RESOURCE_METRICS].find((metric) => metric.id === id)!,
) as [Metric<CellOutput>, Metric<CellOutput>, Metric<CellOutput>];

/** Levels, with the number of the repeat if there are several. */
function namesOf(cells: readonly ShownCell[]): string[] {
  const parts = cells.map(({ cell }) => /^load-(?<level>.+)-(?<repeat>\d+)$/.exec(cell)?.groups ?? { level: cell });
  const levels = parts.map(({ level }) => level);
  const isRepeated = new Set(levels).size < levels.length;
  return parts.map(({ level, repeat }) => printableLine(isRepeated && repeat ? `${level} ${repeat}` : level!));
}

/** The share of its quota that the busiest node used; without quotas, the CPUs of all nodes. */
function cpuText(output: CellOutput): string {
  const share = cpuQuota.of(output).value;
  return share === null ? quantity(cpuCores.of(output).value, "cores") : quantity(Math.round(share), "%");
}

/** A status that disqualifies figures is in capitals. */
function statusText(status: string, hasFigures: boolean, yellow: (text: string) => string): string {
  if (status === "complete") return status;
  return yellow(hasFigures ? status.toUpperCase() : status);
}
