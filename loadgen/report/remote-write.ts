/**
 * Sends the metrics of a load to a receiver of Prometheus' remote-write protocol while it runs. A receiver that fails costs
 * samples, never the load: seconds wait in a bounded buffer, and what does not fit is counted and said at the end.
 */
import type { pushTimeseries } from "prometheus-remote-write";
import { causeOf } from "../../base/errors.ts";
import { basicAuthorization } from "../../base/url.ts";
import type { MergedSecond } from "../coordinator/seconds.ts";
import { Exposition, type Sample } from "./exposition.ts";
import type { LoadOutput } from "./output-file.ts";

export interface RemoteWriteTarget {
  /** Such as `http://prometheus:9090/api/v1/write`. */
  url: string;
  /** Of every series, besides `job="stackmark"`. */
  labels: Record<string, string>;
  /** Value of the header `authorization`, such as `Bearer ...`. */
  authorization?: string;
}

/** Its value stays out of stack files and command lines. */
const AUTHORIZATION = "STACKMARK_EXPORT_AUTHORIZATION";

/** The receiver with its authorization: that of the environment, or the user information of its URL. */
export function exportTarget(url: string, labels: Record<string, string>): RemoteWriteTarget {
  const parsed = new URL(url);
  const authorization = process.env[AUTHORIZATION] ?? basicAuthorization(parsed);
  parsed.username = parsed.password = "";
  return { url: parsed.href, labels, authorization };
}

/** One or more series, in the form of the protocol's library. */
export type Series = Extract<Parameters<typeof pushTimeseries>[0], unknown[]>;
/** @returns the status of the response, and why it is none of success @throws without a response */
export type Push = (series: Series, target: RemoteWriteTarget) => Promise<{ status: number; why: string }>;

interface Snapshot {
  /** Time of day, in milliseconds. */
  at: number;
  samples: Sample[];
}

/** Seconds in one request: receivers prefer few requests, and a reader waits no longer than this. */
const BATCH_SECONDS = 5;
/** Seconds that wait for a receiver that does not answer. Counters go on, so lost seconds cost resolution only. */
const MAX_WAITING_SECONDS = 120;
const TIMEOUT_MS = 10_000;

/** @param push for tests */
export function remoteWrite(target: RemoteWriteTarget, push: Push = pushed): LoadOutput {
  const exposition = new Exposition();
  const waiting: Snapshot[] = [];
  let [seconds, lost] = [0, 0];
  let problem = "";
  let sending: Promise<boolean> | undefined;

  /** @returns whether the receiver can take more */
  async function send(): Promise<boolean> {
    const batch = waiting.splice(0, BATCH_SECONDS);
    try {
      const { status, why } = await push(seriesOf(batch, target.labels), target);
      if (status >= 200 && status < 300) return true;
      problem = `HTTP ${status}${why === "" ? "" : `: ${why}`}`;
      // The same samples would be refused again.
      if (status >= 400 && status < 500 && status !== 429) {
        lost += batch.length;
        return true;
      }
    } catch (error) {
      problem = causeOf(error);
    }
    waiting.unshift(...batch);
    return false;
  }

  return {
    isExtra: true,
    second(merged: MergedSecond) {
      exposition.add(merged);
      seconds += 1;
      const at = merged.startedAt.getTime() + merged.second.atMs;
      waiting.push({ at, samples: exposition.families().flatMap(({ samples }) => samples) });
      lost += waiting.splice(0, waiting.length - MAX_WAITING_SECONDS).length;
      // Also the pause before the next try, if the receiver fails.
      if (sending !== undefined || seconds % BATCH_SECONDS !== 0) return;
      sending = send().finally(() => (sending = undefined));
    },
    async finish() {
      await sending;
      while (waiting.length > 0 && (await send()));
      lost += waiting.length;
      if (lost === 0) return [];
      return [`export: ${lost} of ${seconds} seconds were not written to ${target.url}: ${problem}`];
    },
  };
}

/** Receivers may require labels in order, and one series per set of labels. */
function seriesOf(batch: readonly Snapshot[], own: Record<string, string>): Series {
  const series = new Map<string, Series[number]>();
  for (const { at, samples } of batch)
    for (const { name, labels, value } of samples) {
      const all = { job: "stackmark", ...labelled(own), ...labels };
      const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
      const key = JSON.stringify([name, sorted]);
      const known = series.get(key) ?? { labels: { __name__: name, ...Object.fromEntries(sorted) }, samples: [] };
      known.samples.push({ value, timestamp: at });
      series.set(key, known);
    }
  return [...series.values()];
}

/** Names of Prometheus' labels have letters, digits and `_` only. */
const labelled = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [key.replaceAll(/[^a-zA-Z0-9_]/g, "_"), value]));

async function pushed(series: Series, { url, authorization }: RemoteWriteTarget): ReturnType<Push> {
  const headers: Record<string, string> = {
    "content-encoding": "snappy",
    "x-prometheus-remote-write-version": "0.1.0",
  };
  if (authorization !== undefined) headers.authorization = authorization;
  // Its protocol's classes are large; most loads export nothing.
  const library = await import("prometheus-remote-write");
  const {
    status,
    statusText,
    errorMessage = "",
  } = await library.pushTimeseries(series, {
    url,
    headers,
    fetch: (to, init) => {
      const { method, headers: all, body } = init!;
      return fetch(to, { method, headers: all, body: new Uint8Array(body), signal: AbortSignal.timeout(TIMEOUT_MS) });
    },
  });
  return { status, why: (errorMessage.trim() || statusText).split("\n")[0]! };
}
