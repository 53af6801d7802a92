/** Scrapes at a fixed interval until stopped. Scrapes never overlap: one that takes longer delays the next. */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../base/errors.ts";
import { startTimeOfDay } from "../../../base/timer.ts";
import { Counters } from "./sample.ts";
import { scrapeLocal, type Scrape } from "./scrape.ts";
import type { LocalSource } from "../source.ts";
import type { TimedSample } from "../window.ts";

export interface Collected {
  samples: TimedSample[];
  /** Scrapes in which a part was missing. */
  failed: number;
  /** What was down at any scrape. */
  down: string[];
  /** The last problem: the reason for missing values. */
  lastProblem: string | null;
}

export interface Collector {
  /** One more scrape, then the end. */
  stop(): Promise<Collected>;
}

/** Milliseconds. A sleep ends at once when its signal is aborted. */
export interface CollectorClock {
  now(): number;
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

export interface CollectorOptions {
  /** An error that it throws is recorded as the last problem; collection goes on. */
  onSample?: (sample: TimedSample) => void;
  /** Default: {@link scrapeLocal}. */
  scrape?: (source: LocalSource, counters: Counters, timeoutMs: number) => Promise<Scrape>;
  /** Default: the system's, without steps. */
  clock?: CollectorClock;
}

/** Longer than the interval: services under load answer late. */
const SCRAPE_TIMEOUT_MS = 5_000;

const startClock = (): CollectorClock => ({
  now: startTimeOfDay(),
  sleep: (durationMs, signal) => delay(durationMs, undefined, { signal }).catch(() => undefined),
});

const EMPTY_SAMPLE: Scrape["sample"] = { services: [], nodes: [], crossNodeBytes: null };

export function startCollector(source: LocalSource, options: CollectorOptions = {}): Collector {
  const { onSample, scrape = scrapeLocal, clock = startClock() } = options;
  const counters = new Counters();
  const collected: Collected = { samples: [], failed: 0, down: [], lastProblem: null };
  const stopping = new AbortController();

  async function scrapeOnce(): Promise<void> {
    const sentAt = clock.now();
    const result = await scrape(source, counters, SCRAPE_TIMEOUT_MS).catch((error: unknown): Scrape => ({
      sample: EMPTY_SAMPLE,
      problems: [messageOf(error)],
      down: [],
    }));
    // The counters were read between request and response: the middle is the best estimate.
    const sample = { at: Math.round((sentAt + clock.now()) / 2), ...result.sample };
    collected.samples.push(sample);
    if (result.problems.length > 0) collected.failed++;
    collected.down = [...new Set([...collected.down, ...result.down])];
    collected.lastProblem = result.problems.at(-1) ?? collected.lastProblem;
    try {
      onSample?.(sample);
    } catch (error) {
      collected.lastProblem = messageOf(error);
    }
  }

  async function loop(): Promise<void> {
    for (let next = clock.now(); !stopping.signal.aborted; next = Math.max(next + source.intervalMs, clock.now())) {
      await clock.sleep(Math.max(0, next - clock.now()), stopping.signal);
      if (!stopping.signal.aborted) await scrapeOnce();
    }
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
      await scrapeOnce();
      return collected;
    },
  };
}
