import type { ErrorCount } from "../schema/cell.ts";

/** Distinct failures kept; more come from messages that vary, and count under one entry each class. */
const MAX_ENTRIES = 1000;

/** Failures by endpoint, class and message, with the first and last time each was seen. */
export class ErrorLog {
  readonly #entries = new Map<string, ErrorCount>();

  add(error: ErrorCount): void {
    const key = JSON.stringify([error.endpoint, error.class, error.message]);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.count += error.count;
      known.firstAtMs = Math.min(known.firstAtMs, error.firstAtMs);
      known.lastAtMs = Math.max(known.lastAtMs, error.lastAtMs);
    } else if (this.#entries.size < MAX_ENTRIES || error.message === OTHER_MESSAGES) {
      this.#entries.set(key, { ...error });
    } else this.add({ ...error, message: OTHER_MESSAGES });
  }

  /** Most frequent first. */
  list(): ErrorCount[] {
    return [...this.#entries.values()].sort((a, b) => b.count - a.count || a.firstAtMs - b.firstAtMs);
  }

  flush(): ErrorCount[] {
    const flushed = this.list();
    this.#entries.clear();
    return flushed;
  }
}

const OTHER_MESSAGES = "(other messages)";
