/** The loads as they were specified, one row per level and stack: its repeats have the same load with another seed. */
import { formatDuration } from "../../../../base/duration.ts";
import { NONE, number } from "../../../../base/format.ts";
import { loadText, thinkTimeKind } from "../../../compare/index.ts";
import type { CellOutput } from "../../../schema/outputs.ts";
import type { Content } from "../markup.ts";
import type { Report } from "../model.ts";
import { sideCells } from "../readings.ts";
import { dataTable } from "../table.ts";

type Spec = CellOutput["result"]["spec"];

/** `null` if no result is there. */
export function loads({ levels, runs }: Report): Content {
  const rows = levels.flatMap((level) =>
    runs.flatMap((run) => {
      const [cell] = sideCells(level, run);
      return cell ? [{ cells: [level.name, run.label, ...partsOf(cell.result.spec)] }] : [];
    }),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Loads",
    columns: [
      { text: "level" },
      { text: "stack" },
      { text: "scenario" },
      { text: "load", number: true },
      { text: "users start", number: true },
      { text: "warm-up", number: true },
      { text: "duration", number: true },
      { text: "think time" },
    ],
    rows,
  });
}

function partsOf(spec: Spec): string[] {
  const { spawnRatePerS, warmUpMs, durationMs } = spec;
  const duration = (ms: unknown) => (typeof ms === "number" ? formatDuration(ms) : NONE);
  return [
    scenarioText(spec) || NONE,
    loadText(spec) ?? NONE,
    typeof spawnRatePerS === "number" ? `${number(spawnRatePerS)}/s` : NONE,
    duration(warmUpMs),
    duration(durationMs),
    thinkTimeText(spec),
  ];
}

/** The script of the users, and whether they or arrivals are given; empty if neither was recorded. */
export function scenarioText({ scenario, model }: Spec): string {
  const known = [scenario, typeof model === "string" ? `${model} model` : null];
  return known.filter((part) => typeof part === "string").join(", ");
}

/** `the scenario's × 0.1`; arrivals of an open model do not think. */
function thinkTimeText(spec: Spec): string {
  const { model, thinkTimeScale } = spec;
  if (typeof thinkTimeScale !== "number") return NONE;
  if (model === "open" || thinkTimeScale === 0) return "none";
  const kind = thinkTimeKind(spec) ?? "the scenario's";
  return thinkTimeScale === 1 ? kind : `${kind} × ${thinkTimeScale}`;
}
