import { messageOf } from "../../base/errors.ts";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import type { Calibration } from "../worker/calibrate.ts";
import { PROTOCOL_VERSION, type FromWorker, type ToWorker } from "../worker/protocol.ts";
import type { WorkerLink } from "./worker-link.ts";

/** Number of clock readings per worker; the one with the shortest round trip counts, as in NTP (RFC 5905, section 10). */
const PINGS = 8;

/** The worker's clock minus the coordinator's, and the error bound: half the round trip of the reading. */
export interface ClockOffset {
  offsetUs: number;
  offsetBoundUs: number;
}

export interface PreparedWorker {
  link: WorkerLink;
  calibration: Calibration;
  /** To the target, before the load; none if the coordinator has measured them. */
  roundTripsMs: readonly number[];
}

export type ReadyWorker = PreparedWorker & ClockOffset;

/**
 * Performs the handshake with a worker, up to `ready`.
 * @throws LoadError `LOAD_WORKER_START_FAILED` | `LOAD_WORKER_PROTOCOL`; what the worker refuses its part with
 */
export async function prepareWorker(
  link: WorkerLink,
  prepare: Omit<Extract<ToWorker, { type: "prepare" }>, "type" | "version">,
): Promise<PreparedWorker> {
  const { name } = link.place;
  const { version } = await next(link, "hello");
  if (version !== PROTOCOL_VERSION) {
    const versions = `${version}, this coordinator ${PROTOCOL_VERSION}`;
    throw new LoadError("LOAD_WORKER_PROTOCOL", `Worker ${name} speaks version ${versions}; use one release for both.`);
  }
  link.send({ type: "prepare", version: PROTOCOL_VERSION, ...prepare });
  const { calibration, roundTripsMs } = await next(link, "ready");
  return { link, calibration, roundTripsMs };
}

/**
 * Compares a worker's clock with this one. Best when no worker calibrates any more, as their machines may be shared.
 * @throws LoadError as `prepareWorker`
 */
export async function compareClocks(worker: PreparedWorker): Promise<ReadyWorker> {
  const readings: ClockReading[] = [];
  for (let id = 0; id < PINGS; id += 1) {
    const sentUs = realClock.nowUs();
    worker.link.send({ type: "ping", id });
    const { nowUs } = await next(worker.link, "pong");
    readings.push({ sentUs, nowUs, receivedUs: realClock.nowUs() });
  }
  return { ...worker, ...offsetOf(readings) };
}

/** @throws LoadError if another message comes, or none */
async function next<T extends FromWorker["type"]>(
  link: WorkerLink,
  type: T,
): Promise<Extract<FromWorker, { type: T }>> {
  const { name } = link.place;
  const { value, done } = await nextMessage(link);
  if (done) {
    const message = `Worker ${name} did not get ready: it ${await link.ended}.`;
    throw new LoadError("LOAD_WORKER_START_FAILED", message);
  }
  const message = value as FromWorker;
  if (message.type === "refused") throw new LoadError(message.code, `Worker ${name}: ${message.message}`);
  if (message.type !== type)
    throw new LoadError("LOAD_WORKER_PROTOCOL", `Worker ${name} sent ${message.type} before ${type}.`);
  return message as Extract<FromWorker, { type: T }>;
}

/** A worker's clock, read between two times of the coordinator's. */
export interface ClockReading {
  sentUs: number;
  nowUs: number;
  receivedUs: number;
}

/** By the reading with the shortest round trip: the worker's clock was read somewhere in it, its middle is at most half off. */
export function offsetOf(readings: readonly ClockReading[]): ClockOffset {
  let best = { offsetUs: 0, offsetBoundUs: Infinity };
  for (const { sentUs, nowUs, receivedUs } of readings) {
    const halfTrip = (receivedUs - sentUs) / 2;
    if (halfTrip < best.offsetBoundUs) best = { offsetUs: nowUs - sentUs - halfTrip, offsetBoundUs: halfTrip };
  }
  return best;
}

/** @throws LoadError `LOAD_WORKER_START_FAILED` if no stream to the worker can be opened */
async function nextMessage({ messages, place }: WorkerLink): Promise<IteratorResult<unknown, void>> {
  try {
    return await messages.next();
  } catch (error) {
    if (error instanceof LoadError && error.code === "LOAD_WORKER_PROTOCOL") throw error;
    const message = `Worker ${place.name} did not get ready: ${messageOf(error)}.`;
    throw new LoadError("LOAD_WORKER_START_FAILED", message, { cause: error });
  }
}

/** Workers report every second, unless they can't run. */
const SILENT_MS = 5000;

/** How a worker ended that was killed because it was not done in time; `heardUs`: when its last message came. */
export function howOverdue(heardUs: number): string {
  const silentMs = (realClock.nowUs() - heardUs) / 1000;
  if (silentMs < SILENT_MS) return "it was not done in time and was killed";
  const silence = `it reported nothing for ${Math.round(silentMs / 1000)} s and was killed`;
  return `${silence}: the scenario's code kept it busy, as a loop without await does`;
}
