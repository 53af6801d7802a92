/** What a comparison of two runs says. Plain JSON: `stackmark diff --json` prints it as it is. */
import type { Provenance } from "../schema/outputs.ts";
import type { Estimate, Interval, Verdict } from "../statistics/index.ts";

/** One number of one side; `null` with a reason where there is none. */
export interface Reading {
  value: number | null;
  reason?: string;
  /** Cells that the value comes from. */
  cells: number;
}

/**
 * What a change means for this metric. `neutral`: the metric has no better side. `unknown`: a side has no value, or none
 * from a valid cell. It describes the two values, and claims nothing about other runs of the same stacks.
 */
export type Direction = "better" | "worse" | "same" | "neutral" | "unknown";

export interface MetricChange {
  /** Stable id, such as `p95` or `cpu-cores` (docs/results.md). */
  metric: string;
  label: string;
  unit: Unit;
  a: Reading;
  b: Reading;
  /** b - a, in `unit`. */
  absolute: number | null;
  /** (b - a) / a, as a fraction; `null` where a is 0 or a side is missing. */
  relative: number | null;
  direction: Direction;
  /** What repeats say about the change; `null` with fewer than two complete cells a side, and for single endpoints. */
  spread: Spread | null;
}

/** Statistics over the cells of both sides, one value a cell. */
export interface Spread {
  /** `log`: values are logarithms, shown as fractions of the baseline. `points`: percentage points. */
  scale: "log" | "points";
  /** `paired` where the sides took turns. */
  method: "welch" | "paired";
  /** On `scale`. */
  estimate: Estimate;
  /** Around the change, at `confidence`; fractions or points. */
  interval: Interval;
  confidence: number;
  /** Exact and two-sided; `null` where there are too many arrangements to count out. */
  permutationP: number | null;
  /** The smallest true change that so many repeats find in 80 % of all cases; a fraction or points. */
  leastDetectable: number;
  /** Repeats a side that would find a change as large as the metric's margin; `null` where no margin or number is known. */
  repeatsNeeded: number | null;
  /** `null`: exploratory. Only primaries get a verdict. */
  verdict: Verdict | null;
}

export type Unit = "ms" | "req/s" | "%" | "cores" | "bytes" | "bytes/s" | "bytes/request" | "count";

/** One measured cell in short, so that its validity stands beside its numbers. */
export interface CellSummary {
  cell: string;
  repeat: number;
  status: "complete" | "partial" | "invalid";
  reasons: string[];
  provenance: Provenance;
  vantage: string;
  rttMeanMs: number | null;
}

export interface LevelComparison {
  level: string;
  a: CellSummary[];
  b: CellSummary[];
  metrics: MetricChange[];
  endpoints: { name: string; metrics: MetricChange[] }[];
  roundTrips: RoundTripRow[];
}

/** How much of an endpoint's added latency the links between nodes explain. */
export interface RoundTripRow {
  endpoint: string;
  /** Mean sequential round trips over links per response, each side. */
  trips: { a: number | null; b: number | null };
  /** Trips x 2 x one-way delay, b - a. */
  explainedMs: number | null;
  /** Mean latency, b - a. */
  observedMs: number | null;
  /** observed / explained. */
  ratio: number | null;
  reason?: string;
}

export interface InfrastructureChange {
  section: "nodes" | "links" | "services" | "placement" | "levels" | "environment";
  item: string;
  /** `null` where the side has no such item. */
  a: string | null;
  b: string | null;
}

export interface Side {
  label: string;
  stack: string;
  runId: string;
  provenance: Provenance;
  topologyDigest: string | null;
}

export interface Comparison {
  kind: "stackmark-comparison";
  schemaVersion: 0;
  a: Side;
  b: Side;
  levels: LevelComparison[];
  infrastructure: InfrastructureChange[];
  /** Over all levels, and by level; or why there are none. */
  verdicts:
    { given: false; why: string } | { given: true; verdict: Verdict; levels: Record<string, Verdict>; why: string };
  /** What a reader must know before believing the numbers, in words. */
  notes: string[];
}
