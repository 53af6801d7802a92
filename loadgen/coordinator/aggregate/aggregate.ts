import { addSparse, encodeHistogram, Histogram } from "../../histogram/index.ts";
import { ArrivalCounters, addAuditCounts, noAuditCounts, ErrorLog } from "../../measure/counters.ts";
import { addStalls, noStalls } from "../../measure/stalls.ts";
import { CompletionGaps } from "../../measure/completions.ts";
import type { EndpointCounts, KeyedHistogram, WorkerSecond } from "../../measure/second.ts";
import type { TimingKind } from "../../schema/request.ts";
import type { Segment } from "../../schema/cell.ts";
import { measuredSeconds } from "../../schedule/plan.ts";
import { SteadyStateCheck } from "./steady-state.ts";
import { HealthSums } from "./health.ts";
import { addPeer, type PeerCounts } from "../../transport/peers.ts";

/** Sum of all measurements of a load's workers. */
export class Aggregate {
  readonly errors = new ErrorLog();
  readonly gaps: CompletionGaps;
  readonly arrivals = new ArrivalCounters();
  readonly steadyState: SteadyStateCheck;
  readonly audit = noAuditCounts();
  readonly stalls = noStalls();
  readonly health: HealthSums;
  readonly #peers = new Map<string, PeerCounts>();
  readonly #counts = new Map<string, EndpointCounts>();
  readonly #histograms = new Map<string, { key: HistogramKey; histogram: Histogram }>();

  /**
   * @param segments of the load; without them there are no gaps and no steady-state checks
   * @param headline the kind of time that counts as a request's latency
   */
  constructor(segments: readonly Segment[] = [], headline: TimingKind = "service") {
    const measured = segments.length === 0 ? { fromSecond: 0, toSecond: Infinity } : measuredSeconds(segments);
    this.gaps = new CompletionGaps(segments);
    this.health = new HealthSums(measured);
    this.steadyState = new SteadyStateCheck(segments, headline);
  }

  add(worker: number, second: WorkerSecond): void {
    for (const counts of second.counts) this.addCounts(counts);
    for (const histogram of second.histograms) this.addHistogram(histogram);
    for (const error of second.errors) this.errors.add(error);
    for (const arrivals of second.arrivals) this.arrivals.add(arrivals);
    this.steadyState.add(second);
    this.gaps.add(second.second, second.completions);
    for (const peer of second.peers) addPeer(this.#peers, peer);
    addAuditCounts(this.audit, second.audit);
    addStalls(this.stalls, second.stalls);
    if (second.health !== null) this.health.add(worker, second.second, second.health);
  }

  /** Connections and requests by address, most requests first. */
  peers(): PeerCounts[] {
    return [...this.#peers.values()].sort((a, b) => b.requests - a.requests);
  }

  addCounts(counts: EndpointCounts): void {
    const key = JSON.stringify([counts.endpoint, counts.segment]);
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, structuredClone(counts));
    else addCounts(known, counts);
  }

  addHistogram({ endpoint, segment, outcome, kind, ...sparse }: KeyedHistogram): void {
    const key = JSON.stringify([endpoint, segment, outcome, kind]);
    let known = this.#histograms.get(key);
    if (known === undefined) {
      known = { key: { endpoint, segment, outcome, kind }, histogram: new Histogram() };
      this.#histograms.set(key, known);
    }
    addSparse(known.histogram, sparse);
  }

  /** Names of endpoints, in order. */
  endpoints(): string[] {
    return [...new Set([...this.#counts.values()].map(({ endpoint }) => endpoint))].sort();
  }

  /** Sum of the counts that `match` picks. */
  counts(match: (counts: EndpointCounts) => boolean): Counts {
    const sum: Counts = { ok: 0, failed: 0, aborted: 0, bytes: 0, checked: 0, checkedOk: 0, tallies: [] };
    for (const counts of this.#counts.values()) if (match(counts)) addCounts(sum, counts);
    return sum;
  }

  /** Sum of the histograms that `match` picks. */
  histogram(match: (key: HistogramKey) => boolean): Histogram {
    const sum = new Histogram();
    for (const { key, histogram } of this.#histograms.values()) if (match(key)) sum.add(histogram);
    return sum;
  }

  serialised(): KeyedHistogram[] {
    return [...this.#histograms.values()].map(({ key, histogram }) => ({ ...key, ...encodeHistogram(histogram) }));
  }

  allCounts(): EndpointCounts[] {
    return [...this.#counts.values()].map((counts) => structuredClone(counts));
  }
}

export type HistogramKey = Pick<KeyedHistogram, "endpoint" | "segment" | "outcome" | "kind">;

type Counts = Omit<EndpointCounts, "endpoint" | "segment">;

function addCounts(into: Counts, from: Counts): void {
  into.ok += from.ok;
  into.failed += from.failed;
  into.aborted += from.aborted;
  into.bytes += from.bytes;
  into.checked += from.checked;
  into.checkedOk += from.checkedOk;
  from.tallies.forEach((tally, index) => {
    const sum = (into.tallies[index] ??= { responses: 0, sum: 0 });
    sum.responses += tally.responses;
    sum.sum += tally.sum;
  });
}
