/** Writes a cell's series into the archive while it is measured. */
import type { CellArchive } from "../../../results/archive/index.ts";
import type { TimedSample } from "../../observability/window.ts";

type Second = Parameters<CellArchive["second"]>[0];

/**
 * Both series on the load's time; samples wait until its first second says when it began.
 *
 * Never throws, since requests are on their way: what could not be written is in `failure`.
 */
export class Series {
  readonly #archive: CellArchive;
  readonly #offsetMs: number;
  readonly #waiting: TimedSample[] = [];
  #startedAt: number | null = null;
  #failure: { error: unknown } | null = null;
  /** What was measured in each second, on the time of this part of the load. */
  readonly seconds: { atMs: number; p50Ms: number | null }[] = [];

  constructor(archive: CellArchive, offsetMs: number) {
    this.#archive = archive;
    this.#offsetMs = offsetMs;
  }

  /** The first error of writing; null where everything is in the archive. */
  get failure(): { error: unknown } | null {
    return this.#failure;
  }

  second(second: Second): void {
    this.#startedAt ??= Date.now() - second.atMs;
    this.seconds.push({ atMs: second.atMs, p50Ms: second.p50Ms });
    this.#write(() => this.#archive.second({ ...second, atMs: second.atMs + this.#offsetMs }));
    for (const sample of this.#waiting.splice(0)) this.sample(sample);
  }

  sample(sample: TimedSample): void {
    const startedAt = this.#startedAt;
    if (startedAt === null) {
      this.#waiting.push(sample);
      return;
    }
    const { at, ...values } = sample;
    this.#write(() => this.#archive.metrics({ atMs: at - startedAt + this.#offsetMs, ...values }));
  }

  log(line: string): void {
    this.#write(() => this.#archive.log(line));
  }

  /** What else goes into the cell's folder. */
  async guard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #write(line: () => void): void {
    try {
      line();
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}
