import type { Segment } from "../schema/cell.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import { endOf, peakOf, type Curve, type CurvePoint } from "./curve.ts";

/** A specification on the time line: its level over time and its named segments. */
export interface Plan {
  /** Closed model: users. Open model: arrivals per second. */
  level: Curve;
  /** Maximum number of users of all workers together. */
  peakUsers: number;
  durationMs: number;
  /** In order of time, without gaps, from 0 to the end. */
  segments: Segment[];
}

interface Stage {
  level: number;
  overMs: number;
  name?: string | undefined;
  kind?: Segment["kind"] | undefined;
}

export function planOf(spec: ParsedSpec): Plan {
  const { level, segments } = isSimple(spec) ? simplePlan(spec) : stagedPlan(stagesOf(spec));
  const peakUsers = spec.model === "open" ? spec.poolSize : Math.ceil(peakOf(level));
  return { level, peakUsers, durationMs: endOf(level), segments };
}

function isSimple(spec: ParsedSpec): spec is ParsedSpec & { stages: null } {
  return spec.stages === null;
}

function stagesOf(spec: ParsedSpec): Stage[] {
  if (spec.model === "open") return (spec.stages ?? []).map((stage) => ({ ...stage, level: stage.ratePerS }));
  return (spec.stages ?? []).map((stage) => ({ ...stage, level: stage.users }));
}

/** A ramp of users and a plateau, or one constant rate; the warm-up is not measured. */
function simplePlan(spec: ParsedSpec & { stages: null }): Pick<Plan, "level" | "segments"> {
  const { warmUpMs, durationMs } = spec;
  const level =
    spec.model === "open"
      ? [{ atMs: 0, level: spec.ratePerS }]
      : (spec.spawn === "bursts" ? burstSpawn : evenSpawn)(spec);
  const segments: Segment[] = [
    { name: "warm-up", kind: "warm-up", startMs: 0, endMs: warmUpMs, measured: false },
    { name: "plateau", kind: "plateau", startMs: warmUpMs, endMs: durationMs, measured: true },
  ];
  return {
    level: [...level, { atMs: durationMs, level: level.at(-1)!.level }],
    segments: segments.filter(({ startMs, endMs }) => startMs < endMs),
  };
}

function stagedPlan(stages: readonly Stage[]): Pick<Plan, "level" | "segments"> {
  const level: CurvePoint[] = [{ atMs: 0, level: 0 }];
  const segments: Segment[] = [];
  const used = new Map<string, number>();
  for (const stage of stages) {
    const from = level.at(-1)!;
    const to = { atMs: from.atMs + stage.overMs, level: stage.level };
    level.push(to);
    // A stage without duration is a step and has no segment.
    if (stage.overMs === 0) continue;
    const kind = stage.kind ?? kindOf(from, to);
    const base = stage.name ?? kind;
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    const name = count === 1 ? base : `${base}-${count}`;
    segments.push({ name, kind, startMs: from.atMs, endMs: to.atMs, measured: kind !== "warm-up" });
  }
  return { level, segments };
}

/** Decided by the slope; a rise from 0 at the start is the warm-up. */
function kindOf(from: CurvePoint, to: CurvePoint): Segment["kind"] {
  if (to.level === from.level) return "plateau";
  if (to.level < from.level) return "ramp-down";
  return from.atMs === 0 && from.level === 0 ? "warm-up" : "ramp";
}

/** Index of the segment that contains an offset; the first or last for offsets outside. */
export function segmentAt(segments: readonly Segment[], atMs: number): number {
  let index = 0;
  while (index + 1 < segments.length && atMs >= segments[index]!.endMs) index += 1;
  return index;
}

export function measuredMs(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + (segment.measured ? segment.endMs - segment.startMs : 0), 0);
}

/** Clips segments to the end of the load. */
export function clipSegments(segments: readonly Segment[], untilMs: number): Segment[] {
  return segments.map((segment) => ({
    ...segment,
    startMs: Math.min(segment.startMs, untilMs),
    endMs: Math.min(segment.endMs, untilMs),
  }));
}

/** The whole seconds from the first to the last measured segment. */
export function measuredSeconds(segments: readonly Segment[]): { fromSecond: number; toSecond: number } {
  const measured = segments.filter((segment) => segment.measured);
  const fromMs = Math.min(...measured.map(({ startMs }) => startMs));
  const toMs = Math.max(...measured.map(({ endMs }) => endMs));
  return { fromSecond: Math.ceil(fromMs / 1000), toSecond: Math.floor(toMs / 1000) };
}

export interface Spawn {
  users: number;
  spawnRatePerS: number;
}

/** Starts users one by one, evenly. */
export function evenSpawn({ users, spawnRatePerS }: Spawn): CurvePoint[] {
  return [
    { atMs: 0, level: 0 },
    { atMs: (users / spawnRatePerS) * 1000, level: users },
  ];
}

/**
 * Starts users as Locust does: in batches of the spawn rate's whole users, the first at once, so 100/s are a
 * hundred together each second.
 */
export function burstSpawn({ users, spawnRatePerS }: Spawn): CurvePoint[] {
  const batch = Math.max(1, Math.floor(spawnRatePerS));
  const points: CurvePoint[] = [{ atMs: 0, level: 0 }];
  for (let number = 0; number * batch < users; number += 1) {
    const atMs = ((number * batch) / spawnRatePerS) * 1000;
    points.push({ atMs, level: number * batch }, { atMs, level: Math.min(users, (number + 1) * batch) });
  }
  return points;
}
