import { addSparse, encodeHistogram, Histogram } from "../../histogram/index.ts";
import { ArrivalCounters, addAuditCounts, noAuditCounts, ErrorLog } from "../../measure/counters.ts";
import { addStalls, noStalls } from "../../measure/stalls.ts";
import { SilenceMeter } from "../../measure/activity.ts";
import type { EndpointCounts, KeyedHistogram, MeasuredSecond, Place, WorkerSecond } from "../../measure/second.ts";
import type { TimingKind } from "../../schema/request.ts";
import type { Segment } from "../../schema/cell.ts";
import { measuredSeconds } from "../../schedule/plan.ts";
import { SteadyStateCheck } from "./steady-state.ts";
import { HealthSums } from "./health.ts";
import { Outages } from "./outages.ts";
import { addPeer, type PeerCounts } from "../../transport/peers.ts";

/** Sum of all measurements of a load's workers. */
export class Aggregate {
  readonly errors = new ErrorLog();
  readonly silence: SilenceMeter;
  readonly arrivals = new ArrivalCounters();
  readonly outages = new Outages();
  readonly steadyState: SteadyStateCheck;
  readonly audit = noAuditCounts();
  readonly stalls = noStalls();
  readonly health: HealthSums;
  readonly #peers = new Map<string, PeerCounts>();
  readonly #workers: WorkerTotals[] = [];
  readonly #counts = new ByEndpoint<EndpointCounts>();
  readonly #histograms = new ByEndpoint<{ key: HistogramKey; histogram: Histogram }>();

  /**
   * @param segments of the load; without them there are no gaps and no steady-state checks
   * @param headline the kind of time that counts as a request's latency
   */
  constructor(segments: readonly Segment[] = [], headline: TimingKind = "service") {
    const measured = segments.length === 0 ? { fromSecond: 0, toSecond: Infinity } : measuredSeconds(segments);
    this.silence = new SilenceMeter(segments);
    this.health = new HealthSums(measured);
    this.steadyState = new SteadyStateCheck(segments, headline);
  }

  add(worker: number, second: WorkerSecond): void {
    this.addState(worker, second);
    this.addMeasured(second);
  }

  /** What requests measured in a second, of one worker or of several together. */
  addMeasured(second: MeasuredSecond): void {
    for (const counts of second.counts) this.addCounts(counts);
    for (const histogram of second.histograms) this.addHistogram(histogram);
    for (const error of second.errors) this.errors.add(error);
    for (const arrivals of second.arrivals) this.arrivals.add(arrivals);
    this.steadyState.add(second);
    this.outages.add(second.second, second.counts);
  }

  /** What else a worker reported of a second: its own state and accounting. */
  addState(worker: number, second: WorkerSecond): void {
    const own = (this.#workers[worker] ??= noTotals());
    for (const { ok, failed, bytes } of second.counts) {
      own.requests += ok + failed;
      own.failures += failed;
      own.bytes += bytes;
    }
    this.silence.add(second.second, second.activity);
    for (const peer of second.peers) addPeer(this.#peers, peer);
    addAuditCounts(this.audit, second.audit);
    addStalls(this.stalls, second.stalls);
    if (second.health !== null) this.health.add(worker, second.second, second.health);
  }

  /** What one worker contributed to the whole load. */
  ofWorker(worker: number): WorkerTotals {
    return this.#workers[worker] ?? noTotals();
  }

  /** Connections and requests by address, most requests first. */
  peers(): PeerCounts[] {
    return [...this.#peers.values()].sort((a, b) => b.requests - a.requests);
  }

  addCounts(counts: EndpointCounts): void {
    const place = placeOf(counts);
    addCounts(
      this.#counts.of(place.endpoint, keyOf(place), () => ({ ...place, ...nothing() })),
      counts,
    );
  }

  addHistogram(entry: KeyedHistogram): void {
    const place = placeOf(entry);
    const { outcome, kind } = entry;
    const none = () => ({ key: { ...place, outcome, kind }, histogram: new Histogram() });
    addSparse(this.#histograms.of(place.endpoint, `${keyOf(place)} ${outcome} ${kind}`, none).histogram, entry);
  }

  /** Names of endpoints, in order. */
  endpoints(): string[] {
    return this.#counts.endpoints().sort();
  }

  /** Sum of the counts that `match` picks, of one endpoint or of all. */
  counts(match: (counts: EndpointCounts) => boolean, endpoint?: string): Counts {
    const sum = nothing();
    for (const counts of this.#counts.values(endpoint)) if (match(counts)) addCounts(sum, counts);
    return sum;
  }

  /** Sum of the histograms that `match` picks, of one endpoint or of all. */
  histogram(match: (key: HistogramKey) => boolean, endpoint?: string): Histogram {
    const sum = new Histogram();
    for (const { key, histogram } of this.#histograms.values(endpoint)) if (match(key)) sum.add(histogram);
    return sum;
  }

  serialised(): KeyedHistogram[] {
    return [...this.#histograms.values()].map(({ key, histogram }) => ({ ...key, ...encodeHistogram(histogram) }));
  }

  allCounts(): EndpointCounts[] {
    return [...this.#counts.values()].map((counts) => structuredClone(counts));
  }
}

/** Values by endpoint and another key: with thousands of endpoints, one of them must be found without a search. */
class ByEndpoint<T> {
  readonly #values = new Map<string, Map<string, T>>();

  of(endpoint: string, key: string, create: () => T): T {
    let values = this.#values.get(endpoint);
    if (values === undefined) this.#values.set(endpoint, (values = new Map<string, T>()));
    let value = values.get(key);
    if (value === undefined) values.set(key, (value = create()));
    return value;
  }

  endpoints(): string[] {
    return [...this.#values.keys()];
  }

  *values(endpoint?: string): Generator<T, void, undefined> {
    if (endpoint !== undefined) yield* this.#values.get(endpoint)?.values() ?? [];
    else for (const values of this.#values.values()) yield* values.values();
  }
}

export interface WorkerTotals {
  requests: number;
  failures: number;
  bytes: number;
}

const noTotals = (): WorkerTotals => ({ requests: 0, failures: 0, bytes: 0 });

export type HistogramKey = Place & Pick<KeyedHistogram, "outcome" | "kind">;

type Counts = Omit<EndpointCounts, keyof Place>;

const placeOf = ({ endpoint, segment, version }: Place): Place =>
  version === undefined ? { endpoint, segment } : { endpoint, segment, version };

/** Of a place among those of its endpoint. */
const keyOf = ({ segment, version }: Place): string => (version === undefined ? `${segment}` : `${segment} ${version}`);

const nothing = (): Counts => ({ ok: 0, failed: 0, aborted: 0, bytes: 0, checked: 0, checkedOk: 0, tallies: [] });

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
