/** Aggregates single requests in bounded memory: counts, distributions, failures, and a series of seconds. */
import { redactUrlsIn } from "../../base/url.ts";
import { Histogram, encodeHistogram, latencyOf } from "@stackmark/loadgen/histogram";
import { HISTOGRAM_LAYOUT, OTHER_ENDPOINTS } from "@stackmark/loadgen/schema";
import type { Imported, RecordedEndpoint, RecordedError } from "../schema/recorded.ts";
import type { Histograms } from "../schema/run.ts";
import { SecondSeries } from "./second-series.ts";

export interface Request {
  endpoint: string;
  /** End of the request, in ms since 1970. */
  endMs: number;
  durationMs: number;
  /** Absent if the request succeeded. */
  failure?: { class: string; message: string };
}

interface Counts {
  ok: Histogram;
  failed: Histogram;
}

/** Each takes about 140 KB. */
const MAX_ENDPOINTS = 500;
/** Longer names are cut. */
const MAX_NAME_LENGTH = 500;
const MAX_ERRORS = 200;

export class RequestAggregator {
  readonly seconds: SecondSeries;
  readonly #endpoints = new Map<string, Counts>();
  readonly #errors = new Map<string, RecordedError>();
  /** Requests before each part. */
  readonly #parts: number[] = [];
  #unlisted = 0;
  #grouped = 0;
  #from = Infinity;
  #to = -Infinity;

  /** @param place the file, for error messages */
  constructor(place: string) {
    this.seconds = new SecondSeries(place);
  }

  /** What follows is of another file of the same load. */
  beginPart(): void {
    this.#parts.push(this.requests);
    this.seconds.beginPart();
  }

  /** @throws {ResultsError} RESULTS_TOO_LARGE as {@link SecondSeries} */
  add({ endpoint: given, endMs, durationMs, failure }: Request): void {
    const name = redactUrlsIn(given).slice(0, MAX_NAME_LENGTH);
    const isListed = this.#endpoints.has(name) || this.#endpoints.size < MAX_ENDPOINTS;
    const endpoint = isListed ? name : OTHER_ENDPOINTS;
    if (!isListed) this.#grouped += 1;
    const counts = this.#countsOf(endpoint);
    (failure ? counts.failed : counts.ok).record(1000 * durationMs);
    this.#from = Math.min(this.#from, endMs - durationMs);
    this.#to = Math.max(this.#to, endMs);
    if (failure) this.#fail(endpoint, failure, endMs);
    this.seconds.add(endMs, durationMs, failure?.class);
  }

  get requests(): number {
    return [...this.#endpoints.values()].reduce((sum, { ok, failed }) => sum + ok.count + failed.count, 0);
  }

  /** Requests of each part. */
  get partRequests(): number[] {
    return this.#parts.map((before, index) => (this.#parts[index + 1] ?? this.requests) - before);
  }

  /** Start of the first request and end of the last, in ms since 1970. */
  get span(): { startMs: number; endMs: number } {
    return { startMs: this.#from, endMs: this.#to };
  }

  /** Statistics over all endpoints, and of each. */
  statistics(): { overall: RecordedEndpoint; endpoints: RecordedEndpoint[] } {
    const all = { ok: new Histogram(), failed: new Histogram() };
    for (const { ok, failed } of this.#endpoints.values()) {
      all.ok.add(ok);
      all.failed.add(failed);
    }
    const names = [...this.#endpoints.keys()].sort();
    return {
      overall: this.#statisticsOf("*", all),
      endpoints: names.map((name) => this.#statisticsOf(name, this.#endpoints.get(name)!)),
    };
  }

  errors(): RecordedError[] {
    const { startMs } = this.span;
    const listed = [...this.#errors.values()].map((error) => ({
      ...error,
      firstAtMs: error.firstAtMs! - startMs,
      lastAtMs: error.lastAtMs! - startMs,
    }));
    if (this.#unlisted === 0) return listed;
    const message = `failures beyond the first ${MAX_ERRORS} different ones`;
    return [
      ...listed,
      { endpoint: "*", class: "other", message, count: this.#unlisted, firstAtMs: null, lastAtMs: null },
    ];
  }

  /** What the file has and this does not keep. */
  absent(): Imported["absent"] {
    if (this.#grouped === 0) return [];
    const reason = `more than ${MAX_ENDPOINTS} names; ${this.#grouped} requests are counted as "${OTHER_ENDPOINTS}": give requests that differ only in an id the same name`;
    return [{ what: "some endpoints", reason }];
  }

  /** Histograms in the format of the load generator, so that they can be merged and drawn like its own. */
  histograms(): Histograms {
    const entries = [...this.#endpoints].flatMap(([endpoint, counts]) =>
      (["ok", "failed"] as const).flatMap((outcome) => {
        const histogram = counts[outcome];
        if (histogram.count === 0) return [];
        return [{ endpoint, segment: 0, outcome, kind: "service", ...encodeHistogram(histogram) }];
      }),
    );
    return { version: 0, layout: HISTOGRAM_LAYOUT, segments: [{ name: "all", measured: true }], counts: [], entries };
  }

  #countsOf(endpoint: string): Counts {
    let counts = this.#endpoints.get(endpoint);
    if (!counts) this.#endpoints.set(endpoint, (counts = { ok: new Histogram(), failed: new Histogram() }));
    return counts;
  }

  #statisticsOf(name: string, { ok, failed }: Counts): RecordedEndpoint {
    const seconds = (this.#to - this.#from) / 1000;
    const perSecond = (count: number) => (seconds > 0 ? count / seconds : 0);
    const all = latencyOf(new Histogram().add(ok).add(failed), "allLatencyMs");
    const successful = latencyOf(ok, "latencyMs");
    const requests = ok.count + failed.count;
    return {
      name,
      requests,
      ok: ok.count,
      failures: failed.count,
      ratePerS: perSecond(requests),
      failuresPerS: perSecond(failed.count),
      bytes: null,
      latencyMs: successful.latency,
      allLatencyMs: all.latency,
      missing: [...successful.missing, ...all.missing],
      tallies: {},
    };
  }

  #fail(endpoint: string, failure: { class: string; message: string }, endMs: number): void {
    const message = redactUrlsIn(failure.message).slice(0, 500);
    const key = JSON.stringify([endpoint, failure.class, message]);
    const known = this.#errors.get(key);
    if (known) {
      known.count += 1;
      known.firstAtMs = Math.min(known.firstAtMs!, endMs);
      known.lastAtMs = Math.max(known.lastAtMs!, endMs);
    } else if (this.#errors.size < MAX_ERRORS) {
      this.#errors.set(key, { endpoint, class: failure.class, message, count: 1, firstAtMs: endMs, lastAtMs: endMs });
    } else this.#unlisted += 1;
  }
}
