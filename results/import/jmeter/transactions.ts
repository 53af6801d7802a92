/**
 * Decides which rows of transactions count as requests. Beside the row of a transaction, which sums up its samples, JMeter
 * writes a row for each of them: before it, or after it with "Generate parent sample". Without subresults it leaves these out,
 * and the transaction's row holds times that are nowhere else in the file.
 */

export interface Timed {
  startMs: number;
  /** Pauses included. */
  endMs: number;
}

interface Transaction extends Timed {
  label: string;
  number: number;
  /** How many samples it sums up, as JMeter wrote it. */
  samples: number;
  /** Samples of the file that lie inside. */
  found: number;
  /** Samples so short, and so near to its start or end, that they may also belong to its neighbour. */
  unsure: number;
}

interface Thread {
  /** The latest samples, in the order of the file. */
  samples: Timed[];
  /** Transactions whose samples may still come: sorted files have them after their transaction. */
  pending: Transaction[];
}

/** More than a transaction has samples; older ones of a thread are forgotten. */
const MAX_SAMPLES = 1000;
/** JMeter rounds times to whole milliseconds, each for itself. */
const ROUNDING_MS = 1;
/** How much earlier than its neighbour in the file a sample may have ended. */
const DISORDER_MS = 1000;

export class Transactions {
  readonly #threads = new Map<string, Thread>();
  readonly #unsure: Transaction[] = [];
  /** For each label: rows with samples of theirs in the file, less those without. */
  readonly #balance = new Map<string, number>();
  /** By number of the row. */
  readonly #alone: boolean[] = [];

  get count(): number {
    return this.#alone.length;
  }

  /** @param thread whose sample it is; `""` in a file that does not say it */
  sample(thread: string, sample: Timed): void {
    const of = this.#thread(thread);
    of.samples.push(sample);
    if (of.samples.length > 2 * MAX_SAMPLES) of.samples.splice(0, MAX_SAMPLES);
    for (const transaction of of.pending) matchAfter(transaction, sample);
    this.#decideUntil(of, sample.startMs - ROUNDING_MS);
  }

  /** Takes the next row of a transaction, which sums up so many samples. */
  transaction(thread: string, label: string, { startMs, endMs }: Timed, samples: number): void {
    const of = this.#thread(thread);
    this.#decideUntil(of, startMs - ROUNDING_MS);
    const transaction = { label, number: this.count, startMs, endMs, samples, found: 0, unsure: 0 };
    this.#alone.push(false);
    for (let at = of.samples.length - 1; at >= 0 && of.samples[at]!.endMs > startMs - DISORDER_MS; at -= 1)
      matchBefore(transaction, of.samples[at]!);
    of.pending.push(transaction);
  }

  /** Whether the samples of each row are nowhere else in the file, by number of the row. Call it after the last row. */
  alone(): readonly boolean[] {
    for (const thread of this.#threads.keys()) this.#decideUntil(this.#thread(thread), Infinity);
    for (const { label, number } of this.#unsure) this.#alone[number] = (this.#balance.get(label) ?? 1) < 0;
    return this.#alone;
  }

  #decideUntil(thread: Thread, startMs: number): void {
    if (thread.pending.every(({ endMs }) => endMs >= startMs)) return;
    const decided = thread.pending.filter(({ endMs }) => endMs < startMs);
    thread.pending = thread.pending.filter(({ endMs }) => endMs >= startMs);
    // Requests of one thread follow each other, so one inside is proof. Without threads, all of them have to be there.
    const enough = thread === this.#threads.get("") ? MAX_SAMPLES : 1;
    for (const transaction of decided) this.#decide(transaction, Math.min(transaction.samples, enough));
  }

  #decide(transaction: Transaction, needed: number): void {
    const { label, number, samples, found, unsure } = transaction;
    const inside = found >= needed;
    if (!inside && found + unsure >= Math.min(samples, MAX_SAMPLES)) {
      this.#unsure.push(transaction);
      return;
    }
    this.#alone[number] = !inside;
    this.#balance.set(label, (this.#balance.get(label) ?? 0) + (inside ? 1 : -1));
  }

  #thread(name: string): Thread {
    let thread = this.#threads.get(name);
    if (!thread) this.#threads.set(name, (thread = { samples: [], pending: [] }));
    return thread;
  }
}

/** A sample above the transaction in the file had ended by then, so it lies inside if it did not start earlier. */
function matchBefore(transaction: Transaction, { startMs, endMs }: Timed): void {
  if (startMs < transaction.startMs) return;
  if (endMs <= transaction.startMs + ROUNDING_MS) transaction.unsure += 1;
  else transaction.found += 1;
}

function matchAfter(transaction: Transaction, sample: Timed): void {
  const isInside = sample.startMs < transaction.endMs - ROUNDING_MS;
  if (isInside) matchBefore(transaction, sample);
  else if (sample.endMs <= transaction.endMs + ROUNDING_MS) transaction.unsure += 1;
}
