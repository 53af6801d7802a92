export interface DirectionOptions {
  delayMs: number;
  /** Uniform in ± this; the delay never gets below 0. */
  jitterMs: number;
  bandwidthMbitPerS: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** The order of one connection's bytes in one direction: nothing arrives before what was sent earlier. */
export interface Flow {
  lastArrivalMs: number;
}

export const newFlow = (): Flow => ({ lastArrivalMs: 0 });

/**
 * One direction of a link as arithmetic on times: a sender that puts bytes on the wire one after another at the link's
 * rate, for all connections together, and a wire that delays them.
 */
export class Direction {
  readonly #options: DirectionOptions;
  readonly #bytesPerMs: number;
  /** When the wire's entry has taken everything that was sent so far. */
  #freeAtMs = 0;

  constructor(options: DirectionOptions) {
    this.#options = options;
    this.#bytesPerMs = (options.bandwidthMbitPerS * 1e6) / 8 / 1000;
  }

  /** Bytes that are on their way at most when a single connection uses the whole link. */
  get capacityBytes(): number {
    return this.#bytesPerMs * (this.#options.delayMs + this.#options.jitterMs);
  }

  /** Sends `bytes` at `nowMs`; gives the time at which the last of them arrives. 0 bytes: a bare signal. */
  send(nowMs: number, bytes: number, flow: Flow): number {
    const { delayMs, jitterMs, random } = this.#options;
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + bytes / this.#bytesPerMs;
    const delay = Math.max(0, delayMs + jitterMs * (2 * random() - 1));
    flow.lastArrivalMs = Math.max(flow.lastArrivalMs, this.#freeAtMs + delay);
    return flow.lastArrivalMs;
  }
}
