/** Probes whether users are served: one small request after another. */
import { messageOf } from "../../../base/errors.ts";

/** @returns why the request failed; null: it was served. Never throws. */
export type Probe = () => Promise<string | null>;

export interface ProbeCounts {
  sent: number;
  failed: number;
  /** The longest time from the first failure in a row to the next success; 0 without failures. */
  longestOutageMs: number;
  /** Message of the first failure. */
  firstFailure: string | null;
}

export class ProbeRecord {
  readonly counts: ProbeCounts = { sent: 0, failed: 0, longestOutageMs: 0, firstFailure: null };
  #failingSince: number | null = null;

  /** @param endedAt when the outcome was known */
  add(failure: string | null, sentAt: number, endedAt: number): void {
    this.counts.sent++;
    if (failure !== null) {
      this.counts.failed++;
      this.counts.firstFailure ??= failure;
      this.#failingSince ??= sentAt;
    }
    if (this.#failingSince !== null)
      this.counts.longestOutageMs = Math.max(this.counts.longestOutageMs, endedAt - this.#failingSince);
    if (failure === null) this.#failingSince = null;
  }
}

/** A user would have given up on a slower request. */
const TIMEOUT_MS = 1_000;

export const httpProbe =
  (get: (timeoutMs: number) => Promise<{ status: number }>): Probe =>
  () =>
    get(TIMEOUT_MS).then(
      ({ status }) => (status >= 200 && status < 400 ? null : `HTTP ${status}`),
      (error: unknown) => messageOf(error),
    );
