import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { realClock, type Clock } from "../clock.ts";
import { cpuUs } from "../measure/health.ts";
import { addSparse, Histogram } from "../histogram/index.ts";
import { getScenario } from "../scenario/get.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import { createTransport } from "../transport/create.ts";
import { startRun } from "./run.ts";

/** The generator's own overhead, and the jitter of its clock. */
export interface Calibration {
  /** Latency of requests to an echo server in the worker's own process: the floor of every latency it measures. */
  overheadUs: { p50: number; p99: number; samples: number } | null;
  /** 99th percentile of the gaps between clock readings in a busy loop. */
  jitterUs: number;
  /** Requests per second in which it also answered them: a lower bound of what it can send. `null` if it was given no time. */
  perS: number | null;
}

const USERS = 8;
/** Index of the segment in which the code is warm. */
const WARM_SEGMENT = 1;
const JITTER_PROBE_US = 20_000;
const ECHO_RESPONSE = Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", "latin1");

/**
 * Requests an echo server briefly, to measure the generator and warm up its code. Users do what the scenario `get` does: a
 * module's scenario may need answers that only its target gives.
 */
export async function calibrate(spec: ParsedSpec): Promise<Calibration> {
  const jitterUs = probeJitter(realClock);
  if (spec.calibrationMs === 0) return { overheadUs: null, jitterUs, perS: null };
  const server = createServer(serveEcho);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { connectTimeoutMs } = spec;
  const transport = createTransport(realClock, {
    ...{ connectTimeoutMs, headBytes: 16_384, tlsVerify: true },
    ...{ addresses: {}, localAddresses: [] },
  });
  const service = new Histogram();
  const run = startRun({
    spec: calibrationSpec(spec, target),
    share: { index: 0, count: 1 },
    scenario: getScenario(new URL(target)),
    clock: realClock,
    transport,
    startUs: realClock.nowUs(),
    health: () => null,
    cpuUs,
    emit: ({ histograms }) => {
      for (const entry of histograms) {
        if (entry.kind === "service" && entry.outcome === "ok" && entry.segment === WARM_SEGMENT)
          addSparse(service, entry);
      }
    },
  });
  try {
    await run.done;
  } finally {
    transport.close();
    server.close();
  }
  if (service.count === 0) return { overheadUs: null, jitterUs, perS: null };
  const overheadUs = { p50: service.quantile(0.5)!, p99: service.quantile(0.99)!, samples: service.count };
  return { overheadUs, jitterUs, perS: (1000 * service.count) / (spec.calibrationMs / 2) };
}

/** A small closed load without think times; measured in its second half, when the code is warm. */
function calibrationSpec(spec: ParsedSpec, target: string): ParsedSpec {
  const { calibrationMs } = spec;
  const stages = [
    { users: USERS, overMs: 0 },
    { users: USERS, overMs: calibrationMs / 2, kind: "warm-up" as const },
    { users: USERS, overMs: calibrationMs / 2, kind: "plateau" as const },
  ];
  const closed = {
    model: "closed" as const,
    users: USERS,
    spawnRatePerS: null,
    stages,
    warmUpMs: 0,
    durationMs: calibrationMs,
  };
  return { ...common(spec), ...closed, target, thinkTime: { kind: "none" }, thinkTimeScale: 0, gracefulStopMs: 1000 };
}

function common(spec: ParsedSpec) {
  const { seed, requestTimeoutMs, connectTimeoutMs, maxEndpoints, tallyHeaders, vantage } = spec;
  const fixed = { thresholds: [], tlsVerify: true, localAddresses: [], workers: 1, calibrationMs: 0 };
  const limits = { requestTimeoutMs, connectTimeoutMs, maxEndpoints, keepGoing: true };
  return { scenario: "get", scenarioOptions: {}, seed, tallyHeaders, vantage, ...limits, ...fixed };
}

/** Assumes that each read is one whole request, which holds for the calibration. */
function serveEcho(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", () => socket.write(ECHO_RESPONSE));
}

export function probeJitter(clock: Pick<Clock, "nowUs">): number {
  const gaps = new Histogram();
  const end = clock.nowUs() + JITTER_PROBE_US;
  for (let last = clock.nowUs(); last < end;) {
    const now = clock.nowUs();
    gaps.record(now - last);
    last = now;
  }
  return gaps.quantile(0.99)!;
}
