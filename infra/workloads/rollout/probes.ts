/** Whether users were served meanwhile: one small request after the other. */
import { messageOf } from "../../../base/errors.ts";

/** @returns why it failed; null: it was served. Never throws. */
export type Probe = () => Promise<string | null>;

export interface ProbeCounts {
  sent: number;
  failed: number;
  /** From the first failure of a row of them to the next success, at most; 0 without any. */
  longestOutageMs: number;
  /** The first failure, in words. */
  firstFailure: string | null;
}

export class ProbeRecord {
  readonly counts: ProbeCounts = { sent: 0, failed: 0, longestOutageMs: 0, firstFailure: null };
  #failingSince: number | null = null;

  /** @param sentAt when it was sent @param endedAt when its outcome was known */
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

/** A request that takes longer than this is one that a user would have given up on. */
const TIMEOUT_MS = 1_000;

export const httpProbe =
  (get: (timeoutMs: number) => Promise<{ status: number }>): Probe =>
  () =>
    get(TIMEOUT_MS).then(
      ({ status }) => (status >= 200 && status < 400 ? null : `HTTP ${status}`),
      (error: unknown) => messageOf(error),
    );
