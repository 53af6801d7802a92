import { meanOverCells } from "../compare/change.ts";
import { changePoints } from "../statistics/index.ts";
import type { Change, TrendRun } from "./types.ts";

interface Point {
  run: TrendRun;
  value: number;
}

/** The changes in a series, on a scale of ratios unless a value is 0. */
export function changesOf(points: readonly Point[], better: "lower" | "higher" | null, level: number): Change[] {
  const values = points.map(({ value }) => value);
  const scaled = values.every((value) => value > 0) ? values.map(Math.log) : values;
  const found = changePoints(scaled, { level });
  const bounds = [0, ...found.map(({ at }) => at), values.length];
  return found.map(({ at, p }, i) => {
    const before = meanOverCells(values.slice(bounds[i], at));
    const after = meanOverCells(values.slice(at, bounds[i + 2]));
    const [last, first] = [points[at - 1]!.run, points[at]!.run];
    return {
      runId: first.runId,
      afterRunId: last.runId,
      ...{ before, after },
      absolute: after - before,
      relative: before === 0 ? null : (after - before) / before,
      direction: better === null ? "neutral" : after < before === (better === "lower") ? "better" : "worse",
      p,
      alsoChanged: alsoChanged(last, first),
    };
  });
}

/** Differences that are recorded of both runs. */
function alsoChanged(last: TrendRun, first: TrendRun): Change["alsoChanged"] {
  const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
  const changed: Change["alsoChanged"] = [];
  if (differ(last.topologyDigest, first.topologyDigest)) changed.push("topology");
  if (differ(last.generator, first.generator)) changed.push("generator's machine");
  return changed;
}
