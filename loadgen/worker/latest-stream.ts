import type { Duplex } from "node:stream";
import type { Clock } from "../clock.ts";

/** The coordinator's streams to a worker that waits for them: a new one replaces the one before, which may be lost unnoticed. */
export class LatestStream {
  readonly #clock: Clock;
  readonly #waitUs: number;
  #current: Duplex | undefined;
  #isNew = false;
  #isClosed = false;
  #waiting: ((stream: Duplex | undefined) => void) | undefined;

  /** @param waitMs for the next stream; after that there is none */
  constructor(clock: Clock, waitMs: number) {
    this.#clock = clock;
    this.#waitUs = waitMs * 1000;
  }

  offer(stream: Duplex): void {
    this.#current?.destroy();
    // Until somebody reads it, an error on it concerns nobody.
    stream.on("error", () => undefined);
    this.#current = stream;
    this.#isNew = true;
    this.#waiting?.(stream);
  }

  /** The newest stream that was not returned before; `undefined` if none comes in time, or after `close`. */
  async next(): Promise<Duplex | undefined> {
    if (this.#isClosed) return undefined;
    if (!this.#isNew) {
      const { promise, resolve } = Promise.withResolvers<Duplex | undefined>();
      this.#waiting = resolve;
      const limit = this.#clock.at(this.#clock.nowUs() + this.#waitUs, () => resolve(undefined));
      await promise;
      limit.cancel();
      this.#waiting = undefined;
    }
    if (!this.#isNew) return undefined;
    this.#isNew = false;
    return this.#current;
  }

  close(): void {
    this.#isClosed = true;
    this.#isNew = false;
    this.#current?.destroy();
    this.#waiting?.(undefined);
  }
}
