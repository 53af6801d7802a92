import type { MergedSecond } from "../coordinator/seconds.ts";
import { addSparse, highestValueAt, Histogram } from "../histogram/index.ts";
import type { RequestOutcome } from "../schema/request.ts";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Upper ends of the latency buckets, in seconds. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Series {
  endpoint: string;
  outcome: RequestOutcome;
  requests: number;
  sumS: number;
  buckets: number[];
}

/** A running load as Prometheus' text format (0.0.4): counters and a histogram per endpoint and outcome, gauges of the last second. */
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

  text(): string {
    const series = [...this.#series.values()];
    const duration = "stackmark_load_request_duration_seconds";
    return [
      ...family("stackmark_load_requests_total", "counter", "Requests that ended."),
      ...series.map((each) => `stackmark_load_requests_total{${labels(each)}} ${each.requests}`),
      ...family("stackmark_load_failures_total", "counter", "Failed requests by class."),
      ...[...this.#failures].map(([name, count]) => `stackmark_load_failures_total{class="${escaped(name)}"} ${count}`),
      ...family("stackmark_load_dropped_total", "counter", "Arrivals of the open model that could not start in time."),
      `stackmark_load_dropped_total ${this.#dropped}`,
      ...family(duration, "histogram", "Time from sending a request to its end, redirects included."),
      ...series.flatMap((each) => histogramLines(duration, each)),
      ...family("stackmark_load_users", "gauge", "Users that are on stage."),
      `stackmark_load_users ${this.#users}`,
      ...family("stackmark_load_in_flight", "gauge", "Requests under way."),
      `stackmark_load_in_flight ${this.#inFlight}`,
      "",
    ].join("\n");
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

function family(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labels({ endpoint, outcome }: Series): string {
  return `endpoint="${escaped(endpoint)}",outcome="${outcome}"`;
}

/** Buckets of this format are cumulative. */
function histogramLines(name: string, series: Series): string[] {
  let below = 0;
  const own = labels(series);
  return [
    ...BUCKETS_S.map((end, at) => `${name}_bucket{${own},le="${end}"} ${(below += series.buckets[at]!)}`),
    `${name}_bucket{${own},le="+Inf"} ${series.requests}`,
    `${name}_sum{${own}} ${series.sumS}`,
    `${name}_count{${own}} ${series.requests}`,
  ];
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/**
 * Serves `/metrics` of a load on this machine while it runs.
 * @param port 0 for any free port
 * @throws if the port cannot be opened
 */
export async function metricsServer(port: number): Promise<{
  port: number;
  second(second: MergedSecond): void;
  finish(): Promise<string[]>;
}> {
  const exposition = new Exposition();
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") response.writeHead(404).end("only /metrics is here\n");
    else response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(exposition.text());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    second: (second) => exposition.add(second),
    async finish() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
      return [];
    },
  };
}
