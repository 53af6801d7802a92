/** The trend of a stack. Plain JSON, which `stackmark results trend --json` prints. */
import type { Unit } from "../../base/format.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { Provenance } from "../schema/outputs.ts";

export interface Trend {
  kind: "stackmark-trend";
  schemaVersion: 0;
  /** `null` if there is no run. */
  stack: string | null;
  /** Chance that a series without a change shows one. */
  level: number;
  /** Runs with a value in a series, in the order in which they were measured. */
  runs: TrendRun[];
  /** By level of the load, then by metric. */
  series: Series[];
  /** What is in no series, and why. */
  leftOut: { reason: string; cells: { runId: string; cell: string }[] }[];
}

export interface TrendRun {
  runId: string;
  /** Start of its first cell. */
  startedAt: string;
  labels: Labels;
  provenance: Provenance;
  topologyDigest: string | null;
  /** CPU model of the load generator's machine; `null` if it was not recorded. */
  generator: string | null;
}

/** One metric at one level of the load. */
export interface Series {
  /** Level of the load. */
  level: string;
  /** Stable id, such as `p95` (docs/results.md). */
  metric: string;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | null;
  /** Runs without a value are left out. */
  points: { runId: string; value: number }[];
  changes: Change[];
}

/** A change between two consecutive points of a series. */
export interface Change {
  /** The first run after the change. */
  runId: string;
  /** The last run before it. */
  afterRunId: string;
  /** Means of all points between the neighbouring changes: geometric, or arithmetic if a value is 0. */
  before: number;
  after: number;
  /** after - before, in the metric's unit. */
  absolute: number;
  /** As a fraction of `before`; `null` from 0. */
  relative: number | null;
  direction: "better" | "worse" | "neutral";
  /** Of the permutation test. */
  p: number;
  /** What else differs between the two runs. */
  alsoChanged: ("topology" | "generator's machine")[];
}
