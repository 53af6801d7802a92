/** The result of comparing two runs. Plain JSON, which `stackmark diff --json` prints. */
import type { Cost } from "../cost.ts";
import type { AnalysisPlan, Question } from "../schema/analysis-plan.ts";
import type { Provenance } from "../schema/outputs.ts";
import type { Unit } from "../../base/format.ts";
import type { Estimate, Interval, Verdict } from "../statistics/index.ts";
import type { DerivedChange } from "./derived-changes.ts";
import type { Headline } from "./headline-types.ts";

/** One value of one side; `null` with a reason if it is missing. */
export interface Reading {
  value: number | null;
  reason?: string;
  /** Number of cells with a value. */
  cells: number;
  /** How many of them are evidence: complete and steady. */
  evidence: number;
}

/**
 * The direction of a change. `neutral`: the metric has no better direction. `unknown`: a side has no value, or none from a
 * valid cell. It describes these two values only, and does not generalise to other runs.
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
  /** Statistics; `null` without evidence on a side, and for one run per side if the metric has no margin. */
  spread: Effect | null;
  /**
   * `primary`: declared beforehand. `guard`: must not get worse. `secondary`: tested because a primary has changed.
   * `exploratory`: shown without a verdict.
   */
  role: "primary" | "guard" | "secondary" | "exploratory";
  /** `null`: exploratory, or no evidence on a side. */
  verdict: Verdict | null;
}

/** Statistics over the replicates of both sides. */
export interface Effect {
  /** `log`: values are logarithms, shown as fractions of the baseline. `points`: percentage points. */
  scale: "log" | "points";
  /** `paired` where the sides took turns; `given spread` where a side has a single value, or few that show less. */
  method: "welch" | "paired" | "given spread";
  /** On `scale`. */
  estimate: Estimate;
  /** Number of values per side: cells, or deployments if there are several. */
  values: { a: number; b: number };
  /** How much runs vary, where that is not estimated from the values; `null` for a side whose values show it. */
  runSpread: { a: RunSpread | null; b: RunSpread | null };
  /** Of the change, at `confidence`; fractions or points. */
  interval: Interval;
  confidence: number;
  /** At 90 %; if it lies inside the margin, there is no difference that matters. */
  equivalence: Interval;
  /** At 95 %, from a hierarchical bootstrap of cells and their blocks; `null` with fewer than 10 cells per side. */
  bootstrap: Interval | null;
  /** The smallest change that matters; a fraction or points. `null`: the metric has no margin, and so no verdict. */
  margin: number | null;
  /** Exact and two-sided; `null` if there are too many arrangements to enumerate. */
  permutationP: number | null;
  /** The smallest true change that these repeats detect with 80 % power at `confidence`; a fraction or points. */
  leastDetectable: number;
  /** Repeats per side that detect `change`, by default the margin; `repeats` is `null` if more than 1000 are needed. */
  repeatsNeeded: { change: number; repeats: number | null } | null;
}

/** The variation between runs, which a single run cannot show. */
export interface RunSpread {
  /** Standard deviation of the logarithm between runs; of failures, as a fraction of their share. */
  sd: number;
  /**
   * Earlier runs in the archive, or an assumption: the default, declared in the plan, given for this comparison, or the
   * spread of the parts of the run itself, if it is larger.
   */
  source: "archive" | "default" | "plan" | "option" | "parts";
  /** Number of runs in the archive that show it; `null` if it is assumed. */
  runs: number | null;
}

/** The validity and origin of one measured cell. */
export interface CellSummary {
  cell: string;
  repeat: number;
  /** `unsteady`: complete, but rate or median drifted during a plateau. */
  status: "complete" | "unsteady" | "partial" | "invalid";
  reasons: string[];
  /**
   * `no answer`: requests were sent, and none ended in the measured part. `generator`: it could not keep up, and nothing else
   * makes the cell invalid. `null`: neither.
   */
  fault: "no answer" | "generator" | null;
  /** Second half of the least steady plateau against the first, of the median, as a fraction; `null` if not recorded. */
  medianDrift: number | null;
  provenance: Provenance;
  vantage: string;
  rttMeanMs: number | null;
}

export interface LevelComparison {
  level: string;
  /** Such as `120 users`; `null` if it was not recorded, or differs between cells. */
  load: string | null;
  a: CellSummary[];
  b: CellSummary[];
  metrics: MetricChange[];
  endpoints: { name: string; metrics: MetricChange[] }[];
  roundTrips: RoundTripRow[];
  cellLength: LevelCellLength;
  /** The median over all cells in which the generator did not move it; `null` if both sides have evidence, or if one has none. */
  heldMedian: MetricChange | null;
  /** What bounds the rate beside the target, so that it gets no verdict; `null` if nothing does. */
  rateBound: RateBound | null;
}

/** The schedule of an open model, or the think times of a closed one; `unknown` if an imported file has neither. */
export type RateBound = "schedule" | "think times" | "unknown";

export interface CellLength {
  level: string;
  /** Mean length of the cells' plateaus. */
  lengthMs: number;
  /** The smallest change that matters; a fraction. */
  margin: number;
  /** `null` if there are too few blocks, or their correlation is too high. */
  known: {
    /** Half width of the 95 % interval of a cell's median; a fraction. */
    precision: number;
    /** Length at which `precision` equals the margin. */
    neededMs: number;
    /** Of the logarithm of a cell's median. */
    standardError: number;
  } | null;
}

/** The required length of cells of a level, from the variation within the cells of each side. */
export interface LevelCellLength {
  /** `null` if the blocks of its cells were not recorded. */
  a: CellLength | null;
  b: CellLength | null;
  /** Share of the variance between repeats that comes from within cells, 0–1; `null` if that variance is unknown. */
  shareWithin: number | null;
}

/** How much of an endpoint's added latency the links between nodes explain. */
export interface RoundTripRow {
  endpoint: string;
  /** Mean number of sequential round trips over links per response. */
  trips: { a: number | null; b: number | null };
  /** Mean latency of all successful responses; `null` if it was not measured on both sides. */
  meanMs: { a: number; b: number } | null;
  /** Duration of these round trips, b - a. */
  explainedMs: number | null;
  /** Of `meanMs`, b - a. */
  observedMs: number | null;
  /** observed / explained. */
  ratio: number | null;
  /**
   * The observed difference, as a number of round trips between the entry and the other services, if `trips` is unknown.
   * `rttMs` is the difference of their duration, b - a. `null` if that is unknown too.
   */
  asTrips: { count: number; rttMs: number } | null;
  reason?: string;
}

export interface InfrastructureChange {
  section: "nodes" | "cluster" | "links" | "services" | "placement" | "levels" | "environment";
  item: string;
  /** `null` if the side has no such item. */
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
  /** The answer, first. */
  headline: Headline;
  a: Side;
  b: Side;
  levels: LevelComparison[];
  /** Figures that follow from several cells, or from a load that changes; without verdicts. */
  derived: DerivedChange[];
  infrastructure: InfrastructureChange[];
  /** Costs of each side's stack, from the prices in its plan. */
  costs: { a: Cost; b: Cost };
  verdicts: Verdicts;
  /** What may make the figures misleading, in words: cells that are not evidence, differences that `anyway` overrides. */
  warnings: string[];
  /** Settings and limits of the runs, in words. */
  notes: string[];
}

export interface Verdicts {
  /** Whether a primary was tested. */
  given: boolean;
  /** Verdict on the stack; `null` if no primary has evidence on both sides. */
  verdict: Verdict | null;
  /** All declared primaries, tested or not. */
  primaries: PrimaryVerdict[];
  /**
   * Failed and dropped requests of each level. `holds`: a rise beyond the margin is ruled out. `no failures`: neither side
   * has any.
   */
  guards: { level: string; verdict: "holds" | "no failures" | "worse" | "undecided" }[];
  notPlanned: AnalysisPlan["notPlanned"];
  margins: AnalysisPlan["margins"];
  /** The sides were measured in turns. */
  isInterleaved: boolean;
  why: string;
}

export interface PrimaryVerdict extends Question {
  verdict: Verdict | null;
  /** After the correction, to be compared with 0.05; `null` if it was not tested. */
  p: number | null;
  /** Why it was not tested; `null` if it was. */
  untested: Untested | null;
}

export interface Untested {
  because: "the load bounds it" | "too few scrapes" | "no evidence" | "not measured";
  /** In words. */
  reason: string;
}
