/** Scrapes at a fixed pace until stopped; a scrape that takes longer than its interval delays the next, never doubles. */
import { setTimeout as delay } from "node:timers/promises";
import type { MetricsSample } from "../../results/schema/series.ts";
import { messageOf } from "../errors.ts";
import { Counters } from "./counters.ts";
import { scrapeLocal, type Scrape } from "./local-scraper.ts";
import type { MetricsSource } from "./source.ts";

/** A sample at a time of day. */
export type TimedSample = Omit<MetricsSample, "atMs"> & { at: number };

export interface Collected {
  samples: TimedSample[];
  /** Scrapes in which a part was missing. */
  failed: number;
  /** What was down at any scrape. */
  down: string[];
  /** The last problem seen, for whoever must say why a number is missing. */
  lastProblem: string | null;
}

export interface Collector {
  /** One more scrape, then the end. */
  stop(): Promise<Collected>;
}

export interface CollectorOptions {
  /** What it throws ends no collection: it is the last problem seen then. */
  onSample?: (sample: TimedSample) => void;
  /** One look at everything; the default goes to the nodes. */
  scrape?: (source: MetricsSource, counters: Counters, timeoutMs: number) => Promise<Scrape>;
}

/** Busy services answer late: a scrape is given longer than its interval before it counts as failed. */
const SCRAPE_TIMEOUT_MS = 5_000;

export function startCollector(source: MetricsSource, options: CollectorOptions = {}): Collector {
  const { onSample, scrape = scrapeLocal } = options;
  const counters = new Counters();
  const collected: Collected = { samples: [], failed: 0, down: [], lastProblem: null };
  const stopping = new AbortController();

  async function look(): Promise<void> {
    const at = Date.now();
    const seen = await scrape(source, counters, SCRAPE_TIMEOUT_MS).catch((error: unknown): Scrape => ({
      sample: nothing,
      problems: [messageOf(error)],
      down: [],
    }));
    // Between asking and answering: the middle is the better guess of when the counters were read.
    const sample = { at: Math.round((at + Date.now()) / 2), ...seen.sample };
    collected.samples.push(sample);
    if (seen.problems.length > 0) collected.failed++;
    collected.down = [...new Set([...collected.down, ...seen.down])];
    collected.lastProblem = seen.problems.at(-1) ?? collected.lastProblem;
    try {
      onSample?.(sample);
    } catch (error) {
      collected.lastProblem = messageOf(error);
    }
  }

  async function loop(): Promise<void> {
    for (let next = Date.now(); !stopping.signal.aborted; next = Math.max(next + source.intervalMs, Date.now())) {
      await delay(Math.max(0, next - Date.now()), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await look();
    }
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
      await look();
      return collected;
    },
  };
}

const nothing: Scrape["sample"] = { services: [], nodes: [], crossNodeBytes: null };
