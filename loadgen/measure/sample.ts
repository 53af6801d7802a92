import type { DropReason, Failure, Version } from "../schema/request.ts";

/** One request including its redirects, as its user saw it. Times in µs of the worker's clock. */
export interface Sample {
  endpoint: number;
  /** Open model, first request of a task: when it was due, and when the scheduler picked it up. */
  arrival: { intendedUs: number; pickedUpUs: number } | undefined;
  startUs: number;
  endUs: number;
  /** First byte of the first hop's response; `undefined` where none arrived. */
  firstByteUs: number | undefined;
  /** Connection set-ups, summed over the hops that needed one; `undefined` where none did. */
  connectUs: number | undefined;
  /** The TLS handshakes among them; `undefined` where there was none. */
  tlsUs: number | undefined;
  /** `undefined` for a successful request. */
  failure: Failure | undefined;
  /** Whether the scenario said what a good answer is. */
  isChecked: boolean;
  /** Body bytes received, over all hops. */
  bytes: number;
  /** Sums of the tallied headers, in the order of the specification; `undefined` where no hop carried any. */
  tallies: (number | undefined)[] | undefined;
  /** The version that answered; `undefined` where they are not told apart. */
  version: Version | undefined;
}

/** Receives the samples and events of users. */
export interface SampleSink {
  /** Number of the endpoint "method name"; the same two get the same number. */
  endpoint(method: string, name: string): number;
  /** A request is sent now; `first`: the first of an arrival's task. */
  begin(first: boolean, startUs: number): void;
  end(sample: Sample): void;
  /** Open model: an arrival of the schedule became due; it is then either released or dropped. */
  planned(intendedUs: number): void;
  released(intendedUs: number): void;
  dropped(reason: DropReason, intendedUs: number): void;
  /** A released arrival's task ended before its first request. */
  neverSent(): void;
  /** A user finished a task and the think time after it, or ended during either. */
  cycle(startUs: number, endUs: number): void;
}
