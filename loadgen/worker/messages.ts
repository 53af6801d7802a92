import type { WorkerSecond } from "../measure/second.ts";
import type { ParsedSpec } from "../spec/index.ts";
import type { Calibration } from "./calibrate.ts";

/** Both sides say it first; different versions don't work together. */
export const protocolVersion = 1;

export type ToWorker =
  | {
      type: "prepare";
      version: number;
      spec: ParsedSpec;
      share: { index: number; count: number };
      /** Resolved once for all workers. */
      addresses: Record<string, string[]>;
    }
  /** Asks for the worker's time, to translate the start. */
  | { type: "ping"; id: number }
  /** The start barrier: the load begins at this time of the worker's clock, which lies ahead. */
  | { type: "start"; atUs: number }
  /** No new request; what is under way gets `graceMs`, then is cut. */
  | { type: "stop"; graceMs: number };

export type FromWorker =
  | { type: "hello"; version: number; pid: number }
  | { type: "ready"; calibration: Calibration }
  | { type: "pong"; id: number; nowUs: number }
  | ({ type: "second" } & WorkerSecond)
  /** The last message: totals counted apart from the seconds that were sent. */
  | { type: "done"; seconds: number; busyAtEnd: number; endMs: number; failure: string | null };
