import type { Segment } from "../result/cell.ts";
import type { ParsedSpec } from "../spec.ts";
import { peakOf, type Curve } from "./curve.ts";

/** What a specification means on the time line: who is wanted when, and what the parts are called. */
export interface Plan {
  users: Curve;
  /** Users at most, over all workers. */
  peakUsers: number;
  durationMs: number;
  /** In order of time, without gaps, from 0 to the end. */
  segments: Segment[];
}

export function planOf(spec: ParsedSpec): Plan {
  const rampMs = (spec.users / spec.spawnRatePerS) * 1000;
  const users: Curve = [
    { atMs: 0, level: 0 },
    { atMs: rampMs, level: spec.users },
    { atMs: spec.durationMs, level: spec.users },
  ];
  const segments: Segment[] = [
    { name: "warm-up", kind: "warm-up", startMs: 0, endMs: spec.warmUpMs, measured: false },
    { name: "plateau", kind: "plateau", startMs: spec.warmUpMs, endMs: spec.durationMs, measured: true },
  ];
  return { users, peakUsers: peakOf(users), durationMs: spec.durationMs, segments };
}

/** Index of the segment that an offset falls into; the first or last where it is outside. */
export function segmentAt(segments: readonly Segment[], atMs: number): number {
  let index = 0;
  while (index + 1 < segments.length && atMs >= segments[index]!.endMs) index += 1;
  return index;
}

export function measuredMs(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + (segment.measured ? segment.endMs - segment.startMs : 0), 0);
}
