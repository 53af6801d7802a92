/** The answer of a comparison as data. */
import type { Unit } from "../../base/format.ts";

/** The change that a headline speaks of. */
export interface HeadlineEffect {
  level: string;
  /** Of the level, such as `120 users`; `null` if it was not recorded, or differs between cells. */
  load: string | null;
  metric: string;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | null;
  /** b - a, in `unit`; `null` if some cells do not count as evidence. */
  absolute: number | null;
  /** As a fraction of a; `null` from 0. */
  relative: number | null;
  /** A fraction or points. */
  margin: number | null;
  /** `at least`: the slower side was saturated or still getting slower. */
  bound: "at least" | null;
}

/** What explains a changed latency. */
export type Cause =
  /**
   * Sequential round trips over links. `trips`: their change; `explainedMs` of the `observedMs` by which the mean latency
   * changed; `links`: how many links differ, 0 if they are not emulated; `moved`: services that only one side has on another
   * node than the rest, empty if they are more than two.
   */
  | {
      kind: "round trips";
      trips: number;
      isFromNone: boolean;
      explainedMs: number;
      observedMs: number;
      links: number;
      moved: string[];
    }
  /** The change equals so many round trips between the entry and other services; how many a request makes is unknown. */
  | { kind: "equivalent round trips"; count: number; rttMs: number }
  /** Links differ, but the number of round trips is unknown. */
  | { kind: "unknown"; reason: string };

/** A level without evidence on a side. */
export interface NotCounted {
  level: string;
  label: string;
  status: "unsteady" | "partial" | "invalid";
  /** Of the busiest node, as a percentage of its quota, if that is used up; `null` where `fault` says more. */
  cpuPct: number | null;
  /** What makes each of its cells invalid, if it is one of these: no request succeeded, or none even ended, or the generator. */
  fault: "no success" | "no answer" | "generator" | null;
}

/** The answer: effect, size, cause and confidence. */
export interface Headline {
  /** That of the stack; `mixed`: worse, although another primary is better. `no verdict`: nothing could be tested. */
  outcome: "worse" | "better" | "mixed" | "no difference" | "inconclusive" | "no verdict";
  /** With `no verdict`, a difference of medians that holds nevertheless: as a bound, or since the generator moved others only. */
  effect: HeadlineEffect | null;
  /**
   * A primary that is better, if the outcome is `mixed` or `inconclusive`. If `effect` is `null`, the rest of the headline is
   * about it.
   */
  opposite: HeadlineEffect | null;
  /** Failures that are worse, if `effect` is another metric. */
  failures: HeadlineEffect | null;
  /** `null` if links do not differ, or for metrics other than latencies. */
  cause: Cause | null;
  /** Sides whose busiest node has used up its CPU quota at the level of `effect`. */
  saturated: { side: "a" | "b"; cpuPct: number }[];
  confidence: {
    /** What the verdict on `effect` rests on, such as `one run a side; run-to-run spread assumed 20 %`. */
    basis: string;
    /** If the spread is given, the interval of `effect` and what it assumes; otherwise `null`. */
    given: string | null;
    p: number | null;
  } | null;
  /** Repeats per side that would tell `effect` from chance; `null` unless inconclusive, or if more than 1000. */
  repeatsToTell: number | null;
  /** `effect` would be better, but the failures of its level may be worse. */
  isBlockedByFailures: boolean;
  /** Levels without evidence on a side. */
  notCounted: NotCounted[];
  /** Both sides are the same cells of the same run. */
  isSameRun: boolean;
  /** Why there is no verdict; `null` if there is one. */
  reason: string | null;
  text: string;
}
