import { duplexPair, type Duplex } from "node:stream";

export type NextStream = (failure: Error | undefined) => Promise<Duplex | undefined>;

/** Gives out the streams of a list; with none left, it waits for the next, until the list is closed. */
export class Streams {
  readonly #given: Duplex[] = [];
  #waiting: ((stream: Duplex | undefined) => void) | undefined;
  #isClosed = false;

  add(stream: Duplex): void {
    if (this.#waiting === undefined) this.#given.push(stream);
    else this.#waiting(stream);
    this.#waiting = undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting?.(undefined);
  }

  readonly next: NextStream = () => {
    const given = this.#given.shift();
    if (given !== undefined || this.#isClosed) return Promise.resolve(given);
    return new Promise((resolve) => (this.#waiting = resolve));
  };
}

/** A pair of streams that breaks after so many bytes from the one or from the other side. */
export function breakingPair(afterBytes: [number, number]): [Duplex, Duplex] {
  const [nearEnd, nearWire] = duplexPair();
  const [farEnd, farWire] = duplexPair();
  const breakAll = () => [nearEnd, nearWire, farEnd, farWire].forEach((each) => each.destroy());
  const relay = (from: Duplex, to: Duplex, limit: number) => {
    let left = limit;
    from.on("error", () => undefined);
    from.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (to.writable) to.write(part);
      if (left === 0) setImmediate(breakAll);
    });
    from.on("end", () => to.end());
  };
  relay(nearWire, farWire, afterBytes[0]);
  relay(farWire, nearWire, afterBytes[1]);
  return [nearEnd, farEnd];
}
