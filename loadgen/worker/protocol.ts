import type { HostAddresses } from "../transport/addresses.ts";
import type { WorkerSecond } from "../measure/second.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { Calibration } from "./calibrate.ts";
import type { Readable } from "node:stream";
import { LoadError, type LoadErrorCode } from "../errors.ts";

/** Both sides say it first; different versions don't work together. */
export const PROTOCOL_VERSION = 4;

/** A child process's file descriptor that carries messages both ways: its standard streams are the scenario's. */
export const PROTOCOL_FD = 3;

/** In the folder of a worker on another machine. Paths of sockets are short: 107 bytes on Linux. */
export const SOCKET_FILE = "worker.sock";
/** Beside it: a line of JSON for each second and for the end, as sent to the coordinator. */
export const MEASURED_FILE = "measured.ndjson";

/** On a stream that may be lost, a side that says nothing for this long is gone. */
export const SILENT_MS = 5000;
/** Without a coordinator for this long, a worker on another machine ends its load, and itself. */
export const ORPHAN_MS = 60_000;

/** A worker that would begin later than this after the others doesn't begin: the load would be another one. */
export const LATE_LIMIT_US = 100_000;

export type ToWorker =
  | {
      type: "prepare";
      version: number;
      spec: ParsedSpec;
      share: { index: number; count: number };
      /** Of the target, resolved once for all workers of this machine; `null`: the worker resolves its name where it runs. */
      addresses: Record<string, HostAddresses> | null;
    }
  /** Asks for the worker's time, to translate the start. */
  | { type: "ping"; id: number }
  /** The start barrier: the load begins at this time of the worker's clock, which lies ahead. */
  | { type: "start"; atUs: number }
  /** No new request; what is under way gets `graceMs`, then is cut. */
  | { type: "stop"; graceMs: number };

export type FromWorker =
  | { type: "hello"; version: number; pid: number }
  /** `roundTripsMs`: to the target, each in ms; none if the worker was given its addresses. */
  | { type: "ready"; calibration: Calibration; roundTripsMs: number[] }
  /** It can't take its part, as a `LoadError` says. */
  | { type: "refused"; code: LoadErrorCode; message: string }
  | { type: "pong"; id: number; nowUs: number }
  | ({ type: "second" } & WorkerSecond)
  /** The last message instead of any second: the start came so long after its time that the worker did not begin. */
  | { type: "late"; lateUs: number }
  /** The last message: totals counted apart from the seconds that were sent, and round trips after the load. */
  | ({ type: "done" } & WorkerEnd);

export interface WorkerEnd {
  seconds: number;
  busyAtEnd: number;
  endMs: number;
  failure: string | null;
  roundTripsMs: number[];
}

/** A message is four bytes of length (big-endian), then so many bytes of JSON. */
const HEADER_BYTES = 4;

/** No message comes near; a length above it means that the stream isn't ours. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

export function frameOf(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), "utf8");
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, HEADER_BYTES);
  return frame;
}

/**
 * The messages of a stream, in order, until it ends: also by a peer that died before it had read all that it was sent, which
 * resets the stream.
 * @throws LoadError `LOAD_WORKER_PROTOCOL` when it ends inside a message, or carries what is none.
 */
export async function* readFrames(stream: Readable): AsyncGenerator<unknown, void, undefined> {
  try {
    yield* framesOf(stream);
  } catch (error) {
    if (!["ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

async function* framesOf(stream: Readable): AsyncGenerator<unknown, void, undefined> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    pending = pending.length === 0 ? (piece as Buffer) : Buffer.concat([pending, piece as Buffer]);
    while (pending.length >= HEADER_BYTES) {
      const length = pending.readUInt32BE();
      if (length > MAX_MESSAGE_BYTES) throw broken(`a message of ${length} bytes`);
      if (pending.length < HEADER_BYTES + length) break;
      yield parse(pending.subarray(HEADER_BYTES, HEADER_BYTES + length));
      pending = pending.subarray(HEADER_BYTES + length);
    }
  }
  if (pending.length > 0) throw broken("it ended inside a message");
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw broken("a message is no JSON", error);
  }
}

function broken(what: string, cause?: unknown): LoadError {
  return new LoadError("LOAD_WORKER_PROTOCOL", `The stream between coordinator and worker is damaged: ${what}.`, {
    cause,
  });
}
