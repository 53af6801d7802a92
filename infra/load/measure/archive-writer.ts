/** Writes a cell's series into the archive while it is measured, and invalidates a result that is not archived whole. */
import { basename } from "node:path";
import { messageOf } from "../../../base/errors.ts";
import { startTimeOfDay } from "../../../base/timer.ts";
import type { CellArchive } from "../../../results/archive/index.ts";
import type { StackResult } from "../../../results/schema/outputs.ts";
import type { TimedSample } from "../../observability/window.ts";

type Second = Parameters<CellArchive["second"]>[0];

/**
 * Times are relative to the start of the load. Its first second reveals that start, so samples are held back until then.
 *
 * Never throws, because a load is running: `failure` has the first error.
 */
export class ArchiveWriter {
  readonly #archive: CellArchive;
  readonly #offsetMs: number;
  readonly #waiting: TimedSample[] = [];
  readonly #timeOfDay = startTimeOfDay();
  #startedAt: number | undefined;
  #failure: { error: unknown } | undefined;
  /** Relative to the start of this part of the load. */
  readonly seconds: { atMs: number; p50Ms: number | null }[] = [];

  constructor(archive: CellArchive, offsetMs: number) {
    this.#archive = archive;
    this.#offsetMs = offsetMs;
  }

  /** The first error of writing; `undefined` if everything is in the archive. */
  get failure(): { error: unknown } | undefined {
    return this.#failure;
  }

  /** All seconds of a load whose start is known only after its end. @param startedAt time of day */
  series(startedAt: number, seconds: readonly Second[]): void {
    this.#startedAt = startedAt;
    for (const second of seconds) this.second(second);
    for (const sample of this.#waiting.splice(0)) this.sample(sample);
  }

  second(second: Second): void {
    this.#startedAt ??= this.#timeOfDay() - second.atMs;
    this.seconds.push({ atMs: second.atMs, p50Ms: second.p50Ms });
    this.#write(() => this.#archive.second({ ...second, atMs: second.atMs + this.#offsetMs }));
    for (const sample of this.#waiting.splice(0)) this.sample(sample);
  }

  sample(sample: TimedSample): void {
    const startedAt = this.#startedAt;
    if (startedAt === undefined) {
      this.#waiting.push(sample);
      return;
    }
    const { at, ...values } = sample;
    this.#write(() => this.#archive.metrics({ atMs: at - startedAt + this.#offsetMs, ...values }));
  }

  log(line: string): void {
    this.#write(() => this.#archive.log(line));
  }

  /** Runs another write into the cell's folder. */
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

/** The result as invalid, with the reason; only the first such failure is reported. */
export function archiveFailed<R extends Pick<StackResult, "status" | "reasons">>(
  result: R,
  archive: Pick<CellArchive, "dir">,
  error: unknown,
): R {
  if (result.reasons.some(({ code }) => code === "archive-failed")) return result;
  // Outputs must not contain paths of this machine.
  const what = messageOf(error).replaceAll(archive.dir, basename(archive.dir));
  const message = `The archive does not hold the whole cell: ${what}.`;
  return { ...result, status: "invalid", reasons: [...result.reasons, { code: "archive-failed", message }] };
}
