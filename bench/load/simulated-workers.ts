import { PassThrough } from "node:stream";
import type { ReadyWorker } from "../../loadgen/coordinator/worker-process.ts";
import { Recorder } from "../../loadgen/measure/recorder.ts";
import type { WorkerSecond } from "../../loadgen/measure/second.ts";
import type { Plan } from "../../loadgen/schedule/plan.ts";
import { readFrames, writeFrame, type FromWorker } from "../../loadgen/worker/protocol.ts";

const ENDPOINTS = ["/", "/cart", "/cart/checkout", "/product/:id", "/setCurrency"];
const REQUESTS_PER_S = 50;
/** Number of different messages per second, which the workers share. */
const SOURCES = 8;

const HEALTH = { elapsedMs: 1000, cpuMs: 100, eventLoopUtilisation: 0.1, loopDelayP99Ms: 1, gcMs: 2 };

/** Workers without processes: each sends the messages of a worker with fifty shop users, in the real protocol. */
export class SimulatedWorkers {
  readonly links: readonly ReadyWorker[];
  readonly #streams: PassThrough[];
  readonly #sources: (() => WorkerSecond)[];
  #second = 0;

  constructor(count: number, plan: Plan) {
    this.#streams = Array.from({ length: count }, () => new PassThrough());
    this.#sources = Array.from({ length: SOURCES }, () => secondsOf(plan));
    this.links = this.#streams.map((stream) => ({
      link: {
        send: () => undefined,
        messages: readFrames(stream),
        kill: () => stream.end(),
        ended: Promise.resolve(""),
      },
      calibration: { overheadUs: null, jitterUs: 0 },
      offsetUs: 0,
      offsetBoundUs: 0,
    }));
  }

  /** Encodes the next second of every worker, and returns a function that sends them. */
  prepare(): () => void {
    const parts = this.#sources.map((next) => encode({ type: "second", ...next() }));
    this.#second += 1;
    return () => this.#streams.forEach((stream, index) => stream.write(parts[index % SOURCES]));
  }

  finish(): void {
    const done = { busyAtEnd: 0, endMs: this.#second * 1000, failure: null };
    const last = encode({ type: "done", seconds: this.#second, ...done });
    for (const stream of this.#streams) stream.end(last);
  }
}

function encode(message: FromWorker): Buffer {
  const stream = new PassThrough();
  writeFrame(stream, message);
  return stream.read() as Buffer;
}

/** A worker's recorder, fed with simulated requests; returns a function that gives its next second. */
function secondsOf({ segments }: Plan): () => WorkerSecond {
  let last: WorkerSecond | null = null;
  const recorder = new Recorder({
    ...{
      startUs: 0,
      segments,
      open: false,
      tallies: 0,
      maxEndpoints: 500,
      requestTimeoutUs: 60_000_000,
      flushPeers: () => [],
      users: () => REQUESTS_PER_S,
    },
    health: () => ({ ...HEALTH, longestGcMs: 1, steal: 0, suspendedMs: 0 }),
    emit: (second) => (last = second),
  });
  let nowUs = 0;
  return () => {
    for (let request = 0; request < REQUESTS_PER_S; request += 1) {
      const serviceUs = Math.floor(2000 - 10_000 * Math.log(1 - Math.random()));
      const startUs = nowUs + Math.floor((request * 1e6) / REQUESTS_PER_S);
      recorder.begin(true, startUs);
      recorder.end({
        ...{ endpoint: recorder.endpoint("GET", ENDPOINTS[request % ENDPOINTS.length]!), arrival: undefined },
        ...{ startUs, endUs: Math.min(startUs + serviceUs, nowUs + 999_999), firstByteUs: startUs + 1000 },
        ...{
          connectUs: undefined,
          tlsUs: undefined,
          failure: undefined,
          isChecked: false,
          bytes: 10_000,
          tallies: undefined,
          version: undefined,
        },
      });
    }
    nowUs += 1_000_000;
    recorder.tick(nowUs);
    return last!;
  };
}
