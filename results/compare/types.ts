/** What a comparison of two runs says. Plain JSON: `stackmark diff --json` prints it as it is. */
import type { Cost } from "../cost.ts";
import type { AnalysisPlan, Question } from "../schema/analysis-plan.ts";
import type { Provenance } from "../schema/outputs.ts";
import type { Unit } from "../schema/unit.ts";
import type { Estimate, Interval, Verdict } from "../statistics/index.ts";

/** One number of one side; `null` with a reason where there is none. */
export interface Reading {
  value: number | null;
  reason?: string;
  /** Cells that the value comes from. */
  cells: number;
  /** Those of them that are evidence: complete and steady. */
  evidence: number;
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
  better: "lower" | "higher" | null;
  a: Reading;
  b: Reading;
  /** b - a, in `unit`. */
  absolute: number | null;
  /** (b - a) / a, as a fraction; `null` where a is 0 or a side is missing. */
  relative: number | null;
  direction: Direction;
  /** What repeats say about the change; `null` with fewer than two values of evidence a side. */
  spread: Effect | null;
  /**
   * `primary`: declared beforehand. `guard`: must not get worse. `secondary`: asked because a primary above it was found
   * to have changed. `exploratory`: shown, and no more.
   */
  role: "primary" | "guard" | "secondary" | "exploratory";
  /** `null`: exploratory, or no evidence on a side. */
  verdict: Verdict | null;
}

/** Statistics over the cells of both sides, one value a cell. */
export interface Effect {
  /** `log`: values are logarithms, shown as fractions of the baseline. `points`: percentage points. */
  scale: "log" | "points";
  /** `paired` where the sides took turns. */
  method: "welch" | "paired";
  /** On `scale`. */
  estimate: Estimate;
  /** Values of each side: cells, or deployments where there are several. */
  values: { a: number; b: number };
  /** Around the change, at `confidence`; fractions or points. */
  interval: Interval;
  confidence: number;
  /** At 90 %: wholly inside the margin, it shows that there is no difference that matters. */
  equivalence: Interval;
  /** At 95 % by drawing cells, and blocks within them, again; `null` with fewer than 10 cells a side. */
  bootstrap: Interval | null;
  /** What must change before it matters; a fraction or points. `null`: the metric has no margin, and no verdict. */
  margin: number | null;
  /** Exact and two-sided; `null` where there are too many arrangements to count out. */
  permutationP: number | null;
  /** The smallest true change that so many repeats find in 80 % of all cases, at `confidence`; a fraction or points. */
  leastDetectable: number;
  /** Repeats a side that find such a change, by default one as large as the margin; `null` in it: more than a thousand. */
  repeatsNeeded: { change: number; repeats: number | null } | null;
}

/** One measured cell in short, so that its validity stands beside its numbers. */
export interface CellSummary {
  cell: string;
  repeat: number;
  /** `unsteady`: complete, but of a plateau that did not hold. */
  status: "complete" | "unsteady" | "partial" | "invalid";
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
  cellLength: LevelCellLength;
}

export interface CellLength {
  level: string;
  /** How long the cells' plateaus are, on average. */
  lengthMs: number;
  /** What must change before it matters; a fraction. */
  margin: number;
  /** `null`: parts are too few, or follow one another too closely, to tell. */
  known: {
    /** A cell's own median is known to so much, either way, in 95 % of all cases; a fraction. */
    precision: number;
    /** As long as it takes to know the median to the margin. */
    neededMs: number;
    /** Of a cell's own median, as a logarithm. */
    standardError: number;
  } | null;
}

/** How long cells of a level must be, by what varied within those of each side. */
export interface LevelCellLength {
  /** `null` where parts of its cells were not recorded. */
  a: CellLength | null;
  b: CellLength | null;
  /** Of the variance of the median between repeats, what comes from within cells, 0–1; `null` without such a variance. */
  shareWithin: number | null;
}

/** How much of an endpoint's added latency the links between nodes explain. */
export interface RoundTripRow {
  endpoint: string;
  /** Mean sequential round trips over links per response, each side. */
  trips: { a: number | null; b: number | null };
  /** What these trips last, b - a. */
  explainedMs: number | null;
  /** Mean latency, b - a. */
  observedMs: number | null;
  /** observed / explained. */
  ratio: number | null;
  /**
   * Where the trips are not known: as how many of those between the entry and the rest the observed difference
   * lasts, by what one lasts more, b - a. `null` where that is not known either.
   */
  asTrips: { count: number; rttMs: number } | null;
  reason?: string;
}

export interface InfrastructureChange {
  section: "nodes" | "cluster" | "links" | "services" | "placement" | "levels" | "environment";
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
  /** What each side's stack costs, by the prices in its plan. */
  costs: { a: Cost; b: Cost };
  verdicts: Verdicts;
  /** What a reader must know before believing the numbers, in words. */
  notes: string[];
}

export interface Verdicts {
  /** Whether repeats were enough for any word but `inconclusive`. */
  given: boolean;
  /** Of the whole, by the primaries; `null` where no primary has evidence on both sides. */
  verdict: Verdict | null;
  /** Every one that was declared, whether it could be asked or not. */
  primaries: PrimaryVerdict[];
  /** Failed and dropped requests of each level: `holds` shows that they are not worse by the margin. */
  guards: { level: string; verdict: "holds" | "worse" | "undecided" }[];
  notPlanned: AnalysisPlan["notPlanned"];
  margins: AnalysisPlan["margins"];
  /** The sides took turns. */
  isInterleaved: boolean;
  why: string;
}

export interface PrimaryVerdict extends Question {
  verdict: Verdict | null;
  /** After Holm's correction, to be held against 0.05; `null` without an estimate. */
  p: number | null;
}
