import type { MergedSecond } from "../coordinator/seconds.ts";
import { addSparse, highestValueAt, Histogram } from "../histogram/index.ts";
import type { RequestOutcome } from "../schema/request.ts";

/** Upper ends of the latency buckets, in seconds. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Series {
  endpoint: string;
  outcome: RequestOutcome;
  requests: number;
  sumS: number;
  buckets: number[];
}

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Samples of one metric, with those of its buckets. */
export interface Family {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  samples: Sample[];
}

/** A running load as Prometheus' metrics: counters and a histogram per endpoint and outcome, gauges of the last second. */
export class Exposition {
  readonly #series = new Map<string, Series>();
  readonly #failures = new Map<string, number>();
  readonly #histogram = new Histogram();
  #dropped = 0;
  #users = 0;
  #inFlight = 0;

  add({ second, measured }: MergedSecond): void {
    this.#users = second.users;
    this.#inFlight = second.inFlight;
    for (const [name, count] of Object.entries(second.failureClasses ?? {})) {
      this.#failures.set(name, (this.#failures.get(name) ?? 0) + count);
    }
    for (const { endpoint, ok, failed } of measured.counts) {
      this.#of(endpoint, "ok").requests += ok;
      if (failed > 0) this.#of(endpoint, "failed").requests += failed;
    }
    for (const entry of measured.histograms) {
      if (entry.kind !== "service") continue;
      this.#histogram.reset();
      this.#count(this.#of(entry.endpoint, entry.outcome), addSparse(this.#histogram, entry));
    }
    for (const { dropped } of measured.arrivals) for (const count of Object.values(dropped)) this.#dropped += count;
  }

  families(): Family[] {
    const series = [...this.#series.values()];
    const duration = "stackmark_load_request_duration_seconds";
    return [
      {
        ...{ name: "stackmark_load_requests_total", type: "counter", help: "Requests that ended." },
        samples: series.map((each) => sampleOf("stackmark_load_requests_total", each.requests, labels(each))),
      },
      {
        ...{ name: "stackmark_load_failures_total", type: "counter", help: "Failed requests by class." },
        samples: [...this.#failures].map(([name, count]) =>
          sampleOf("stackmark_load_failures_total", count, { class: name }),
        ),
      },
      {
        name: "stackmark_load_dropped_total",
        ...{ type: "counter", help: "Arrivals of the open model that could not start in time." },
        samples: [sampleOf("stackmark_load_dropped_total", this.#dropped)],
      },
      {
        ...{ name: duration, type: "histogram", help: "Time from sending a request to its end, redirects included." },
        samples: series.flatMap((each) => histogramSamples(duration, each)),
      },
      {
        ...{ name: "stackmark_load_users", type: "gauge", help: "Users that are on stage." },
        samples: [sampleOf("stackmark_load_users", this.#users)],
      },
      {
        ...{ name: "stackmark_load_in_flight", type: "gauge", help: "Requests under way." },
        samples: [sampleOf("stackmark_load_in_flight", this.#inFlight)],
      },
    ];
  }

  /** Prometheus' text format (0.0.4). */
  text(): string {
    const lines = this.families().flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(lineOf),
    ]);
    return [...lines, ""].join("\n");
  }

  #of(endpoint: string, outcome: RequestOutcome): Series {
    const key = `${outcome} ${endpoint}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { endpoint, outcome, requests: 0, sumS: 0, buckets: BUCKETS_S.map(() => 0) };
      this.#series.set(key, series);
    }
    return series;
  }

  #count(series: Series, histogram: Histogram): void {
    series.sumS += histogram.sum / 1e6;
    let bucket = 0;
    for (const [index, count] of histogram.counters()) {
      while (bucket < BUCKETS_S.length && highestValueAt(index) > BUCKETS_S[bucket]! * 1e6) bucket += 1;
      if (bucket === BUCKETS_S.length) return;
      series.buckets[bucket]! += count;
    }
  }
}

const sampleOf = (name: string, value: number, labels: Record<string, string> = {}): Sample => ({
  name,
  labels,
  value,
});

const labels = ({ endpoint, outcome }: Series): Record<string, string> => ({ endpoint, outcome });

/** Buckets of a histogram are cumulative. */
function histogramSamples(name: string, series: Series): Sample[] {
  let below = 0;
  const own = labels(series);
  return [
    ...BUCKETS_S.map((end, at) =>
      sampleOf(`${name}_bucket`, (below += series.buckets[at]!), { ...own, le: String(end) }),
    ),
    sampleOf(`${name}_bucket`, series.requests, { ...own, le: "+Inf" }),
    sampleOf(`${name}_sum`, series.sumS, own),
    sampleOf(`${name}_count`, series.requests, own),
  ];
}

function lineOf({ name, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return pairs.length === 0 ? `${name} ${value}` : `${name}{${pairs.join(",")}} ${value}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
