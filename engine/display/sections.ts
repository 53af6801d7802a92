/** The sections at the end of the display: problems, outputs, counts. */
import { isDeepStrictEqual } from "node:util";
import type { StepOp } from "../model.ts";
import { OPS, nameOf, typeOf } from "./labels.ts";
import { isInfo, type Messages, type Progress } from "./progress.ts";
import { formatSeconds, printable } from "./text.ts";
import { own } from "../values.ts";
import { renderValue, sortedEntries } from "./values.ts";

export function diagnosticsSection({ messages }: Pick<Progress, "messages">): string[] {
  const lines = [...messages].flatMap(([urn, some]) => ["", `  ${title(urn)}:`, ...asLines(some)]);
  return lines.length > 0 ? ["Diagnostics:", ...lines.slice(1), ""] : [];
}

function title(urn: string): string {
  if (urn === "") return "the engine";
  return `${printable(typeOf(urn))} (${printable(nameOf(urn))})`;
}

function asLines({ diagnostics, omitted }: Messages): string[] {
  const lines = diagnostics.flatMap((diagnostic) => {
    const prefix = isInfo(diagnostic) ? "" : `${diagnostic.severity}: `;
    return printable(prefix + diagnostic.message)
      .trimEnd()
      .split("\n");
  });
  return [...(omitted > 0 ? [`(${omitted} earlier lines)`] : []), ...lines].map((line) => `    ${line}`.trimEnd());
}

export function outputsSection({ outputs }: Progress): string[] {
  if (!outputs) return [];
  const all = sortedEntries({ ...outputs.old, ...outputs.new });
  if (all.length === 0) return [];
  const width = Math.max(...all.map(([name]) => name.length));
  const lines = all.map(([name]) => {
    const before = own(outputs.old, name);
    const after = own(outputs.new, name);
    const label = `${printable(name).padEnd(width)}: `;
    if (after === undefined) return `  - ${label}${renderValue(before ?? null, "    ")}`;
    const shown = renderValue(after, "    ");
    if (before === undefined) return `  ${outputs.created ? " " : "+"} ${label}${shown}`;
    if (isDeepStrictEqual(before, after)) return `    ${label}${shown}`;
    const isShort = !shown.includes("\n");
    const old = renderValue(before, "    ");
    return `  ~ ${label}${isShort && !old.includes("\n") && old !== shown ? `${old} => ` : ""}${shown}`;
  });
  return ["Outputs:", ...lines.flatMap((line) => line.split("\n")), ""];
}

const COUNTED: readonly StepOp[] = ["create", "update", "delete", "replace", "import"];

export function summarySection({ summary, rows }: Progress): string[] {
  if (!summary) return [];
  const changes = summary.resourceChanges;
  const counted = COUNTED.filter((op) => (changes[op] ?? 0) > 0);
  const lines = counted.map((op) => {
    const { sign, done, planned } = OPS[op];
    const head = sign.trim().padEnd(2);
    return `    ${head}${changes[op]} ${summary.isPreview ? `to ${planned}` : done}`;
  });
  const total = counted.reduce((sum, op) => sum + (changes[op] ?? 0), 0);
  const same = changes.same ?? 0;
  const rest = [...(counted.length > 1 ? [`${total} changes`] : []), ...(same > 0 ? [`${same} unchanged`] : [])].join(
    ". ",
  );
  if (rest) lines.push(`    ${rest}`);
  const errored = [...rows.values()].filter((row) => row.status === "failed" || row.errors > 0).length;
  if (errored > 0) lines.push(`    ${errored} errored`);
  const duration = ["", `Duration: ${formatSeconds(summary.durationSeconds)}`];
  return ["Resources:", ...lines, ...(summary.isPreview ? [] : duration)];
}
