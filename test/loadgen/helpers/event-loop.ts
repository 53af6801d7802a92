import TinyQueue from "tinyqueue";
import type { Clock, Timer } from "../../../loadgen/clock.ts";
import type { HealthSample } from "../../../loadgen/measure/second.ts";

interface Pending {
  dueUs: number;
  order: number;
  action: () => void;
  cancelled: boolean;
  kind: "input" | "timer" | "block";
  /** Had to wait until the process was free. Then sockets are served before timers, as in Node's event loop. */
  waits: boolean;
}

export interface EventLoopOptions {
  /** How late a timer is on an idle machine. */
  timerLateUs?: () => number;
  /** CPU time of every action. */
  costUs?: number;
}

/** A process with one thread on a virtual clock: while an action runs, or the process is held up, everything else waits. */
export class EventLoop implements Clock {
  readonly #options: EventLoopOptions;
  readonly #pending = new TinyQueue<Pending>(
    [],
    (a, b) => a.dueUs - b.dueUs || rankOf(a) - rankOf(b) || a.order - b.order,
  );
  #nowUs = 0;
  #order = 0;
  #freeAtUs = 0;
  #cpuUs = 0;
  #busyUs = 0;
  #sampled = { atUs: 0, cpuUs: 0, busyUs: 0 };

  constructor(options: EventLoopOptions = {}) {
    this.#options = options;
  }

  readonly nowUs = (): number => this.#nowUs;

  readonly cpuUs = (): number => this.#cpuUs;

  readonly at = (dueUs: number, action: () => void): Timer => {
    return this.#add(dueUs + (this.#options.timerLateUs?.() ?? 0), action, "timer");
  };

  readonly soon = (action: () => void): Timer => this.#add(this.#nowUs + 1, action, "input");

  /** The clock of what is outside of the process: it is never late, but its input waits until the process is free. */
  get outside(): Clock {
    return { nowUs: this.nowUs, at: (dueUs, action) => this.#add(dueUs, action, "input"), soon: this.soon };
  }

  /** Holds the process up: it works on something else (`running`), or does not run at all. */
  block(fromUs: number, untilUs: number, running: boolean): void {
    this.#add(
      fromUs,
      () => {
        const durationUs = untilUs - fromUs;
        this.#freeAtUs = Math.max(this.#freeAtUs, this.#nowUs) + durationUs;
        this.#busyUs += durationUs;
        if (running) this.#cpuUs += durationUs;
      },
      "block",
    );
  }

  readonly health = (): HealthSample => {
    const now = { atUs: this.#nowUs, cpuUs: this.#cpuUs, busyUs: this.#busyUs };
    const before = this.#sampled;
    this.#sampled = now;
    const elapsedMs = (now.atUs - before.atUs) / 1000;
    return {
      elapsedMs,
      cpuMs: (now.cpuUs - before.cpuUs) / 1000,
      eventLoopUtilisation: elapsedMs === 0 ? 0 : (now.busyUs - before.busyUs) / 1000 / elapsedMs,
      ...{ loopDelayP99Ms: 0, gcMs: 0, longestGcMs: 0, steal: null, machine: null, suspendedMs: 0 },
    };
  };

  async advanceTo(untilUs: number): Promise<void> {
    await settle();
    for (let next = this.#pending.peek(); next !== undefined && next.dueUs <= untilUs; next = this.#pending.peek()) {
      this.#pending.pop();
      if (next.cancelled) continue;
      if (next.kind !== "block" && !next.waits && next.dueUs < this.#freeAtUs) {
        this.#pending.push(Object.assign(next, { dueUs: this.#freeAtUs, waits: true }));
        continue;
      }
      this.#nowUs = Math.max(next.dueUs, this.#freeAtUs, this.#nowUs);
      const costUs = this.#options.costUs ?? 0;
      this.#freeAtUs = Math.max(this.#freeAtUs, this.#nowUs + costUs);
      this.#cpuUs += costUs;
      this.#busyUs += costUs;
      next.action();
      await settle();
    }
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  #add(dueUs: number, action: () => void, kind: Pending["kind"]): Timer {
    const pending = {
      dueUs: Math.max(dueUs, this.#nowUs),
      order: this.#order++,
      ...{ action, cancelled: false, waits: false, kind },
    };
    this.#pending.push(pending);
    return { cancel: () => void (pending.cancelled = true) };
  }
}

const rankOf = ({ kind, waits }: Pending): number => (waits && kind === "timer" ? 1 : 0);

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
