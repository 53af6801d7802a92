import type { Duplex } from "node:stream";

/** Where a worker runs; all but the name is for readers of results. */
export interface WorkerPlace {
  /** Names the worker in messages and results, such as `eu-2` or `pod 3`. */
  name: string;
  /** The machine or node that it runs on. */
  machine?: string | undefined;
  region?: string | undefined;
  zone?: string | undefined;
}

/**
 * A worker and the way to it, wherever it runs: a child process, a machine behind SSH, a pod.
 *
 * The coordinator opens a stream of bytes to it, and opens another one when the stream is lost: messages have numbers, so
 * that each arrives once, and a load is never started twice.
 */
export interface WorkerSource {
  readonly place: WorkerPlace;
  /** Path of the scenario's module where the worker runs; default: as in the specification. */
  readonly scenario?: string | undefined;
  /**
   * Opens a stream to the worker's process, always to the same one; what is written to it reaches the worker, and what the
   * worker writes can be read from it. It is called again after a stream was lost, also when an earlier call has failed.
   * @param signal aborts the attempt
   * @throws any error if that is not possible now; it is tried again until the worker counts as lost
   */
  open(signal: AbortSignal): Promise<Duplex>;
  /** For how long a lost stream is opened again before the worker counts as lost, in ms; 0: a lost stream is a lost worker. */
  readonly reattachMs: number;
  /** How the worker ended, in words that follow "it", such as `was killed because it was out of memory`; pending while it may run. */
  readonly ended: Promise<string>;
  /**
   * Ends the worker at once, whatever it does. `ended` resolves soon, even if the worker can't be reached: it then ends by
   * itself. Never throws.
   */
  kill(): void;
}
