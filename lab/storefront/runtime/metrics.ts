import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { METRICS } from "./metric-names.ts";
import type { Traffic } from "./traffic.ts";

const LATENCY_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The Prometheus metrics of one service replica. Every series carries its service, replica and node. */
export class ServiceMetrics {
  readonly registry = new Registry();
  readonly #requests: Counter;
  readonly #latency: Histogram;
  readonly #callFailures: Counter;
  // Looking up labels costs more than counting, so each series is looked up once.
  readonly #boundRequests = new Map<string, Counter.Internal>();
  readonly #boundLatency = new Map<string, Histogram.Internal<string>>();

  constructor(labels: { service: string; replica: number; node: string }, traffic: Traffic) {
    this.registry.setDefaultLabels(labels);
    const options = <D extends object>(definition: D) => ({ ...definition, registers: [this.registry] });
    this.#requests = new Counter(options(METRICS.requests));
    this.#latency = new Histogram({ ...options(METRICS.latency), buckets: LATENCY_BUCKETS_S });
    this.#callFailures = new Counter(options(METRICS.callFailures));
    readWhenScraped(options(METRICS.cpu), () => [[{}, cpuSeconds()]]);
    readWhenScraped(options(METRICS.received), () => byPeer(traffic, "received"));
    readWhenScraped(options(METRICS.sent), () => byPeer(traffic, "sent"));
    new Gauge({
      ...options(METRICS.memory),
      collect() {
        this.set(process.memoryUsage.rss());
      },
    });
    new Gauge(options(METRICS.startTime)).set(Date.now() / 1000 - process.uptime());
  }

  answered(route: string, code: number, seconds: number): void {
    const series = `${route} ${code}`;
    let requests = this.#boundRequests.get(series);
    if (requests === undefined) this.#boundRequests.set(series, (requests = this.#requests.labels(route, `${code}`)));
    requests.inc();
    let latency = this.#boundLatency.get(route);
    if (latency === undefined) this.#boundLatency.set(route, (latency = this.#latency.labels(route)));
    latency.observe(seconds);
  }

  callFailed(peer: string): void {
    this.#callFailures.inc({ peer });
  }
}

type Sample = [labels: Record<string, string>, total: number];

/** A counter that reads its totals from elsewhere on every scrape. */
function readWhenScraped(
  options: { name: string; help: string; labelNames: readonly string[]; registers: Registry[] },
  read: () => Sample[],
): void {
  new Counter({
    ...options,
    collect() {
      this.reset();
      for (const [labels, total] of read()) this.inc(labels, total);
    },
  });
}

function byPeer(traffic: Traffic, direction: "received" | "sent"): Sample[] {
  return traffic
    .byPeer()
    .map((peer) => [{ peer: peer.service, peer_node: peer.node, remote: String(peer.remote) }, peer[direction]]);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
