/** One run on the terminal: a line a cell. */
import { createColors } from "picocolors";
import { LOAD_METRICS } from "../../compare/metrics.ts";
import type { StackOutputs } from "../../schema/outputs.ts";
import { plain, quantity } from "../format.ts";
import type { TerminalOptions } from "./comparison.ts";
import { table } from "./table.ts";

const SHOWN = ["rate", "failures", "avg", "p50", "p95", "p99"];

export function runTable(outputs: StackOutputs, { colour = false }: TerminalOptions = {}): string {
  const { bold, dim, yellow } = createColors(colour);
  const metrics = LOAD_METRICS.filter(({ id }) => SHOWN.includes(id));
  const rows = outputs.load.map(({ cell, provenance, result }) => [
    plain(cell),
    result.status === "complete" ? result.status : yellow(result.status.toUpperCase()),
    provenance,
    ...metrics.map((metric) => quantity(metric.of(result.overall).value, metric.unit)),
  ]);
  const columns = [
    { head: "cell" },
    { head: "status" },
    { head: "provenance" },
    ...metrics.map(({ label }) => ({ head: label, align: "right" as const })),
  ];
  const reasons = outputs.load.flatMap(({ cell, result }) =>
    result.reasons.map(({ message }) => yellow(`! ${plain(cell)}: ${plain(message)}`)),
  );
  const title = `${bold(plain(outputs.stack))} ${dim(`run ${plain(outputs.runId)}`)}`;
  return `${[title, table(columns, rows), ...reasons].join("\n")}\n`;
}
