/** Reads the events of a cluster now and again during a load, because its API server forgets them after an hour. */
import { setTimeout as delay } from "node:timers/promises";
import type { ReportedEvent } from "../../kubernetes/events.ts";
import type { PrometheusSource } from "../source.ts";
import { readReported, type Reported } from "./read.ts";

export interface EventWatch {
  /** Reads once more. @returns all events since the watch began, each as it was reported last */
  stop(): Promise<Reported>;
}

export interface WatchTools {
  read: (source: PrometheusSource) => Promise<Reported>;
  /** Ends at once when the signal is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Half of the time for which events are kept. */
const INTERVAL_MS = 30 * 60_000;

const REAL: WatchTools = {
  read: readReported,
  sleep: (ms, signal) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined),
};

/** A reading that fails is left out, except for the last. */
export function watchEvents(source: PrometheusSource, { read, sleep }: WatchTools = REAL): EventWatch {
  const stopping = new AbortController();
  const seen = new Map<string, ReportedEvent>();
  let hasNodes = false;

  async function readOnce(): Promise<Reported> {
    const reported = await read(source);
    if (reported === null || typeof reported === "string") return reported;
    for (const event of reported.events) seen.set(event.id, event);
    hasNodes ||= reported.hasNodes;
    return { events: [...seen.values()], hasNodes };
  }

  async function loop(): Promise<void> {
    for (;;) {
      await sleep(INTERVAL_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      await readOnce();
    }
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
      return readOnce();
    },
  };
}
