import type { Segment } from "../schema/cell.ts";
import { segmentAt } from "../schedule/plan.ts";
import type { PeerCounts } from "../transport/peers.ts";
import { addTallies, ArrivalCounters, AuditCounters, ErrorLog } from "./counters.ts";
import { ActivityMap } from "./activity.ts";
import { MeasuredTime } from "./measured-time.ts";
import { Stalls } from "./stalls.ts";
import { EndpointNumbers, shortened } from "./endpoint-names.ts";
import { Places } from "./places.ts";
import {
  TIMING_KINDS,
  REQUEST_OUTCOMES,
  type DropReason,
  type TimingKind,
  type RequestOutcome,
  type Version,
} from "../schema/request.ts";
import type { Sample, SampleSink } from "./sample.ts";
import type { EndpointCounts, HealthSample, KeyedHistogram, WorkerSecond } from "./second.ts";
import { DeltaHistogram } from "./delta-histogram.ts";

export interface RecorderOptions {
  /** The load's start on the worker's clock. */
  startUs: number;
  segments: readonly Segment[];
  /** Open model: response times are recorded, of a task's later requests from their own start. */
  open: boolean;
  requestTimeoutUs: number;
  /** How many headers are tallied. */
  tallies: number;
  /** How many names of endpoints are told apart. */
  maxEndpoints: number;
  /** Versions of the target that samples are told apart by; default: none. */
  versions?: readonly Version[];
  health(): HealthSample | null;
  /** Connections and requests since the last call. */
  flushPeers(): PeerCounts[];
  /** Running users. */
  users(): number;
  emit(second: WorkerSecond): void;
}

/**
 * A worker's accounting: receives samples and emits one message per second.
 *
 * A sample belongs to the segment in which it started, or was to start (a slow request isn't lost to the next one), and to the second in
 * which it ended. Whoever comes first past a second's end, a sample or the ticking, closes that second.
 */
export class Recorder implements SampleSink {
  readonly #options: RecorderOptions;
  readonly #endpoints: EndpointNumbers;
  readonly #places: Places;
  readonly #counts = new Map<number, EndpointCounts>();
  readonly #histograms: (DeltaHistogram | undefined)[] = [];
  readonly #errors = new ErrorLog();
  readonly #activity = new ActivityMap();
  readonly #audit: AuditCounters;
  readonly #stalls: Stalls;
  readonly #arrivals = new ArrivalCounters();
  #second = 0;
  #segment = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const measured = new MeasuredTime(options.startUs, options.segments);
    this.#audit = new AuditCounters(measured, options.requestTimeoutUs + TIMEOUT_SLACK_US);
    this.#stalls = new Stalls(measured);
    this.#endpoints = new EndpointNumbers(options.maxEndpoints);
    this.#places = new Places(this.#endpoints, options.segments.length, options.versions ?? []);
  }

  endpoint(method: string, name: string): number {
    return this.#endpoints.of(method, name);
  }

  begin(first: boolean, startUs: number): void {
    this.tick(startUs);
    this.#activity.begin(this.#msOfSecond(startUs));
    this.#audit.begin(first);
  }

  end(sample: Sample): void {
    const offsetUs = sample.endUs - this.#options.startUs;
    this.tick(sample.endUs);
    const segment = this.#segmentOf(sample.arrival?.intendedUs ?? sample.startUs);
    const place = this.#places.of(sample.endpoint, segment, sample.version);
    const counts = this.#countsOf(place);
    counts.bytes += sample.bytes;
    if (sample.failure?.class === "aborted") counts.aborted += 1;
    else {
      const outcome = sample.failure === undefined ? 0 : 1;
      if (outcome === 0) counts.ok += 1;
      else counts.failed += 1;
      if (sample.isChecked) {
        counts.checked += 1;
        counts.checkedOk += 1 - outcome;
      }
      this.#recordTimes(sample, place, outcome);
    }
    this.#activity.end(this.#msOfSecond(sample.endUs), sample.failure?.class !== "aborted");
    if (sample.failure === undefined) addTallies(counts.tallies, sample.tallies);
    else this.#logFailure(sample, offsetUs / 1000);
    this.#audit.end(sample.startUs, sample.endUs);
  }

  planned(intendedUs: number): void {
    this.#arrivals.of(this.#segmentOf(intendedUs)).planned += 1;
  }

  released(intendedUs: number): void {
    this.#arrivals.of(this.#segmentOf(intendedUs)).released += 1;
  }

  dropped(reason: DropReason, intendedUs: number): void {
    this.#arrivals.of(this.#segmentOf(intendedUs)).dropped[reason] += 1;
  }

  /** The next look at a random time is due at `dueUs`. */
  expectLook(dueUs: number): void {
    this.#stalls.expectLook(dueUs);
  }

  /**
   * The look that was expected happens now; `endTurn` has to follow at the end of this turn of the event loop.
   * @param cpuUs CPU time of the process so far
   */
  look(nowUs: number, cpuUs: number): void {
    this.#audit.look(nowUs);
    this.#stalls.look(nowUs, cpuUs);
  }

  endTurn(): void {
    this.#stalls.endTurn();
  }

  neverSent(): void {
    this.#audit.neverSent();
  }

  cycle(startUs: number, endUs: number): void {
    this.#audit.cycle(startUs, endUs);
  }

  /** Closes every second that ended before `nowUs`. */
  tick(nowUs: number): void {
    while (nowUs >= this.#options.startUs + (this.#second + 1) * 1_000_000) this.#close();
  }

  /** Closes the current second at the load's end, unless nothing happened in it. */
  finish(nowUs: number): void {
    this.tick(nowUs);
    if (this.#counts.size > 0 || !this.#arrivals.isEmpty || !this.#audit.isEmpty) this.#close();
  }

  #close(): void {
    this.#options.emit({
      second: this.#second,
      users: this.#options.users(),
      inFlight: this.#audit.inFlight,
      counts: [...this.#counts.values()],
      histograms: this.#flushHistograms(),
      errors: this.#errors.flush(),
      activity: this.#activity.flush(),
      arrivals: this.#arrivals.flush(),
      audit: this.#audit.flush(),
      stalls: this.#stalls.flush(),
      peers: this.#options.flushPeers(),
      health: this.#options.health(),
    });
    this.#counts.clear();
    this.#second += 1;
  }

  #msOfSecond(atUs: number): number {
    return Math.floor((atUs - this.#options.startUs) / 1000) - this.#second * 1000;
  }

  #segmentOf(startUs: number): number {
    const atMs = (startUs - this.#options.startUs) / 1000;
    const segment = this.#options.segments[this.#segment]!;
    if (atMs < segment.startMs || atMs >= segment.endMs) this.#segment = segmentAt(this.#options.segments, atMs);
    return this.#segment;
  }

  #recordTimes(sample: Sample, place: number, outcome: number): void {
    const { startUs, endUs, firstByteUs, connectUs, tlsUs, arrival } = sample;
    const record = (kind: number, us: number) => this.#histogram(place, outcome, kind).record(us);
    record(KIND_INDEX.service, endUs - startUs);
    if (firstByteUs !== undefined) record(KIND_INDEX["first-byte"], firstByteUs - startUs);
    if (connectUs !== undefined) record(KIND_INDEX.connect, connectUs);
    if (tlsUs !== undefined) record(KIND_INDEX.tls, tlsUs);
    const countedUs = endUs - (arrival?.intendedUs ?? startUs);
    if (this.#options.open) record(KIND_INDEX.response, countedUs);
    const lagUs = arrival === undefined ? 0 : arrival.pickedUpUs - arrival.intendedUs;
    record(KIND_INDEX.undelayed, countedUs - lagUs - this.#stalls.heldUs(startUs, endUs));
    if (arrival === undefined) return;
    record(KIND_INDEX.lag, lagUs);
    record(KIND_INDEX.blocked, startUs - arrival.pickedUpUs);
  }

  #countsOf(place: number): EndpointCounts {
    let counts = this.#counts.get(place);
    if (counts === undefined) {
      const tallies = Array.from({ length: this.#options.tallies }, () => ({ responses: 0, sum: 0 }));
      counts = { ...this.#places.named(place), ok: 0, failed: 0, aborted: 0, bytes: 0, ...NO_CHECKS, tallies };
      this.#counts.set(place, counts);
    }
    return counts;
  }

  #logFailure(sample: Sample, atMs: number): void {
    const { class: errorClass, message } = sample.failure!;
    const endpoint = this.#endpoints.names[sample.endpoint]!;
    this.#errors.add({
      endpoint,
      class: errorClass,
      message: shortened(message),
      count: 1,
      firstAtMs: atMs,
      lastAtMs: atMs,
    });
  }

  #histogram(place: number, outcome: number, kind: number): DeltaHistogram {
    const key = (place * REQUEST_OUTCOMES.length + outcome) * TIMING_KINDS.length + kind;
    return (this.#histograms[key] ??= new DeltaHistogram());
  }

  #flushHistograms(): KeyedHistogram[] {
    const flushed: KeyedHistogram[] = [];
    this.#histograms.forEach((histogram, key) => {
      const sparse = histogram?.flush();
      // What rested for a second gives its memory back: past segments, and endpoints that are requested no more.
      if (!sparse) return void (this.#histograms[key] = undefined);
      const kindName: TimingKind = TIMING_KINDS[key % TIMING_KINDS.length]!;
      const rest = Math.floor(key / TIMING_KINDS.length);
      const outcome: RequestOutcome = REQUEST_OUTCOMES[rest % REQUEST_OUTCOMES.length]!;
      const place = this.#places.named(Math.floor(rest / REQUEST_OUTCOMES.length));
      flushed.push({ ...place, outcome, kind: kindName, ...sparse });
    });
    return flushed;
  }
}

const NO_CHECKS = { checked: 0, checkedOk: 0 };

const KIND_INDEX = Object.fromEntries(TIMING_KINDS.map((name, index) => [name, index])) as Record<TimingKind, number>;

/** A timeout takes effect later than it is due where the event loop is not free. */
const TIMEOUT_SLACK_US = 60_000_000;
