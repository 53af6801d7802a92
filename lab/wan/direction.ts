export interface DirectionOptions {
  delayMs: number;
  /** Varies the delay uniformly by ± this; the delay is never below 0. */
  jitterMs: number;
  bandwidthMbitPerS: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** One direction of one connection: its bytes arrive in the order in which they were sent. */
export interface Flow {
  lastArrivalMs: number;
}

export const newFlow = (): Flow => ({ lastArrivalMs: 0 });

/**
 * Computes arrival times for one direction of a link: a sender that all connections share puts bytes on the wire at the
 * link's rate, and the wire delays them.
 */
export class Direction {
  readonly #options: DirectionOptions;
  readonly #bytesPerMs: number;
  /** When the sender has put everything on the wire that was sent so far. */
  #freeAtMs = 0;

  constructor(options: DirectionOptions) {
    this.#options = options;
    this.#bytesPerMs = (options.bandwidthMbitPerS * 1e6) / 8 / 1000;
  }

  /** The most bytes that can be in flight. */
  get capacityBytes(): number {
    return this.#bytesPerMs * (this.#options.delayMs + this.#options.jitterMs);
  }

  /** Sends `bytes` at `nowMs` and returns when the last of them arrives. 0 bytes stand for a signal, such as a reset. */
  send(nowMs: number, bytes: number, flow: Flow): number {
    const { delayMs, jitterMs, random } = this.#options;
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + bytes / this.#bytesPerMs;
    const delay = Math.max(0, delayMs + jitterMs * (2 * random() - 1));
    flow.lastArrivalMs = Math.max(flow.lastArrivalMs, this.#freeAtMs + delay);
    return flow.lastArrivalMs;
  }
}
