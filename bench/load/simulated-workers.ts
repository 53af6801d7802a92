import { duplexPair, type Duplex } from "node:stream";
import type { ReadyWorker } from "../../loadgen/coordinator/prepare-worker.ts";
import { linkTo } from "../../loadgen/coordinator/worker-link.ts";
import { Recorder } from "../../loadgen/measure/recorder.ts";
import type { WorkerSecond } from "../../loadgen/measure/second.ts";
import type { Plan } from "../../loadgen/schedule/plan.ts";
import { frameOf, readFrames, type FromWorker } from "../../loadgen/worker/protocol.ts";

const ENDPOINTS = ["/", "/cart", "/cart/checkout", "/product/:id", "/setCurrency"];
/** Number of different messages per second, which the workers share. */
const SOURCES = 8;

const HEALTH = { elapsedMs: 1000, cpuMs: 100, eventLoopUtilisation: 0.1, loopDelayP99Ms: 1, gcMs: 2 };
const MACHINE = { busy: 0.2, inBytes: 500_000, outBytes: 50_000 };

export interface Simulation {
  workers: number;
  /** Requests of each worker in a second. */
  requestsPerS: number;
}

/** Workers without processes: each sends the messages of a worker with so many requests, in the real protocol. */
export class SimulatedWorkers {
  readonly links: readonly ReadyWorker[];
  /** Once the coordinator has connected with all of them. */
  readonly connected: Promise<unknown>;
  readonly #streams: Duplex[] = [];
  readonly #sources: (() => WorkerSecond)[];
  #second = 0;
  #bytes = 0;

  constructor({ workers, requestsPerS }: Simulation, plan: Plan) {
    this.#sources = Array.from({ length: SOURCES }, () => secondsOf(plan, requestsPerS));
    const connecting: Promise<void>[] = [];
    this.links = Array.from({ length: workers }, (_, index) => {
      const [near, far] = duplexPair();
      this.#streams.push(far);
      connecting.push(
        new Promise((resolve) => {
          // The coordinator ends the stream.
          answer(far, resolve).catch(() => undefined);
        }),
      );
      const link = linkTo({
        place: { name: `simulated ${index}` },
        open: () => Promise.resolve(near),
        reattachMs: 0,
        ended: Promise.resolve("ended"),
        kill: () => undefined,
      });
      return {
        link,
        calibration: { overheadUs: null, jitterUs: 0, perS: null },
        roundTripsMs: [],
        offsetUs: 0,
        offsetBoundUs: 0,
      };
    });
    this.connected = Promise.all(connecting);
  }

  /** Bytes that the workers have sent. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Encodes the next second of every worker, and returns a function that sends them. */
  prepare(): () => void {
    const parts = this.#sources.map((next) => ({ type: "second" as const, ...next() }));
    this.#second += 1;
    const frames = parts.map((part) => this.#frame(part));
    return () => this.#send((index) => frames[index % SOURCES]!);
  }

  finish(): void {
    const done = { busyAtEnd: 0, endMs: this.#second * 1000, failure: null, roundTripsMs: [] };
    this.#second += 1;
    const last = this.#frame({ type: "done", seconds: this.#second - 1, ...done });
    this.#send(() => last);
  }

  #frame(message: FromWorker): Buffer {
    return frameOf({ number: this.#second, message, received: 0 });
  }

  #send(frameFor: (index: number) => Buffer): void {
    this.#streams.forEach((stream, index) => {
      const frame = frameFor(index);
      this.#bytes += frame.length;
      stream.write(frame);
    });
  }
}

/** Resumes whatever session the coordinator opens, and takes all that it sends. */
async function answer(stream: Duplex, onSession: () => void): Promise<void> {
  for await (const frame of readFrames(stream)) {
    const { session } = frame as { session?: string };
    if (session === undefined) continue;
    stream.write(frameOf({ session, received: 0 }));
    onSession();
  }
}

/** A worker's recorder, fed with simulated requests; returns a function that gives its next second. */
function secondsOf({ segments }: Plan, requestsPerS: number): () => WorkerSecond {
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
      users: () => requestsPerS,
    },
    health: () => ({ ...HEALTH, longestGcMs: 1, steal: 0, machine: MACHINE, suspendedMs: 0 }),
    emit: (second) => (last = second),
  });
  let nowUs = 0;
  return () => {
    for (let request = 0; request < requestsPerS; request += 1) {
      const serviceUs = Math.floor(2000 - 10_000 * Math.log(1 - Math.random()));
      const startUs = nowUs + Math.floor((request * 1e6) / requestsPerS);
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
