import type { NodeLimits } from "./limits.ts";

/** Lifts a node's CPU quota while tasks run, and enforces it again when the last of them is done. */
export class CpuQuota {
  readonly #limits: Pick<NodeLimits, "liftCpu" | "holdCpu">;
  #tasks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: Pick<NodeLimits, "liftCpu" | "holdCpu">) {
    this.#limits = limits;
  }

  async liftDuring<T>(task: () => Promise<T>): Promise<T> {
    this.#tasks += 1;
    this.#apply();
    try {
      return await task();
    } finally {
      this.#tasks -= 1;
      this.#apply();
    }
  }

  /** Lifts the quota for a limited time, so that it returns even if the caller dies. 0 ends an earlier call. */
  liftFor(durationMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = durationMs > 0 ? setTimeout(() => this.liftFor(0), durationMs).unref() : undefined;
    this.#apply();
  }

  #apply(): void {
    if (this.#tasks > 0 || this.#timer !== undefined) this.#limits.liftCpu();
    else this.#limits.holdCpu();
  }
}
