import { taskDrawer } from "../scenario/scenario.ts";
import { Random } from "../../base/random.ts";
import { arrivalTimes } from "../schedule/arrivals.ts";
import type { Curve } from "../schedule/curve.ts";
import { Pacer } from "../schedule/pacer.ts";
import type { ExecutorOptions } from "./executor.ts";
import { UserExecutor } from "./user-executor.ts";
import { VirtualUser } from "./virtual-user.ts";

export interface OpenOptions extends ExecutorOptions {
  /** Arrivals per second over time, of all workers together. */
  curve: Curve;
  arrivals: "even" | "poisson";
  seed: number;
  /** This worker's part of the pool. */
  poolSize: number;
  maxDelayUs: number;
  pace: "timer" | "spin";
}

/** Draws the arrivals of a Poisson process; far from the streams of users. */
export const ARRIVAL_STREAM = 0x7fff_ffff;

interface Arrival {
  intendedUs: number;
  /** When the scheduler took it up. */
  pickedUpUs: number;
}

interface PoolUser {
  user: VirtualUser;
  state: unknown;
  started: boolean;
  running: boolean;
}

/** The open model: a task starts at each arrival of the schedule, by a free user of a bounded pool. */
export class OpenExecutor extends UserExecutor {
  readonly #options: OpenOptions;
  readonly #draw: ReturnType<typeof taskDrawer>;
  readonly #pacer: Pacer;
  readonly #schedule: Iterator<number, undefined, undefined>;
  readonly #all = new Set<PoolUser>();
  readonly #free: PoolUser[] = [];
  /** Arrivals waiting for a user, oldest first. */
  readonly #waiting: Arrival[] = [];
  #running = 0;
  #scheduled = true;
  #stopped = false;

  constructor(options: OpenOptions) {
    super(options.clock);
    this.#options = options;
    this.#draw = taskDrawer(options.scenario.tasks);
    this.#pacer = new Pacer(options.clock, options.pace === "spin");
    this.#schedule = this.#ownArrivals();
  }

  get users(): number {
    return this.#running;
  }

  protected *all(): Iterable<VirtualUser> {
    for (const { user } of this.#all) yield user;
  }

  start(): void {
    this.#pacer.run(
      () => this.#schedule.next().value,
      (intendedUs, takenUs) => this.#arrive({ intendedUs, pickedUpUs: takenUs }),
      () => {
        this.#scheduled = false;
        this.#settle();
      },
    );
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    // The timer that ends the load may fire before the one for its last arrivals, which are still due.
    if (!this.hasFailed) this.#pacer.releaseDue();
    this.#pacer.stop();
    this.#scheduled = false;
    for (const arrival of this.#waiting.splice(0)) this.#drop(arrival);
    for (const { user } of this.#all) user.stop();
    this.#settle();
  }

  protected leave(): void {
    for (const pooled of this.#all) this.#release(pooled);
  }

  *#ownArrivals(): Generator<number, undefined, undefined> {
    const { curve, arrivals, seed, share, startUs } = this.#options;
    const random = arrivals === "poisson" ? new Random(seed, ARRIVAL_STREAM) : undefined;
    let number = 0;
    for (const atMs of arrivalTimes(curve, random)) {
      if (number % share.count === share.index) yield startUs + atMs * 1000;
      number += 1;
    }
  }

  #arrive(arrival: Arrival): void {
    this.#options.sink.planned(arrival.intendedUs);
    if (this.#isOverdue(arrival, arrival.pickedUpUs)) {
      this.#options.sink.dropped("generator-late", arrival.intendedUs);
      return;
    }
    const user = this.#free.pop() ?? this.#newUser();
    if (user !== undefined) {
      this.#begin(user, arrival);
      return;
    }
    // While no user becomes free, those that can no longer start must not pile up.
    while (this.#waiting.length > 0 && this.#isOverdue(this.#waiting[0]!, arrival.pickedUpUs)) {
      this.#drop(this.#waiting.shift()!);
    }
    this.#waiting.push(arrival);
  }

  #newUser(): PoolUser | undefined {
    const { poolSize, share, user: context, scenario } = this.#options;
    if (this.#all.size >= poolSize) return undefined;
    const number = share.index + this.#all.size * share.count;
    const user = new VirtualUser(context, number, number);
    const pooled: PoolUser = { user, state: scenario.state(user), started: false, running: false };
    this.#all.add(pooled);
    return pooled;
  }

  #begin(pooled: PoolUser, { intendedUs, pickedUpUs: takenUs }: Arrival): void {
    this.#options.sink.released(intendedUs);
    this.#running += 1;
    pooled.running = true;
    pooled.user.assignArrival(intendedUs, takenUs);
    void this.untilEnd(pooled.user, this.#play(pooled)).then(() => this.#release(pooled));
  }

  /** Runs `onStart` before the user's first task. */
  async #play(pooled: PoolUser): Promise<void> {
    const { user, state } = pooled;
    const { scenario } = this.#options;
    if (!pooled.started) {
      pooled.started = true;
      // An unconditional await would lose the task of a load that ends in this turn.
      if (scenario.onStart !== undefined) await scenario.onStart(user, state);
      user.endTask();
    }
    await this.#draw(user.random).run(user, state);
    user.endTask();
  }

  /** Gives a free user the oldest arrival that may still start. */
  #release(pooled: PoolUser): void {
    if (!pooled.running) return;
    pooled.running = false;
    this.#running -= 1;
    if (pooled.user.hasUnsentArrival) this.#options.sink.neverSent();
    const now = this.#options.clock.nowUs();
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      if (this.#isOverdue(next, now)) {
        this.#drop(next);
        continue;
      }
      this.#begin(pooled, next);
      return;
    }
    this.#free.push(pooled);
    this.#settle();
  }

  #isOverdue({ intendedUs }: Arrival, nowUs: number): boolean {
    return nowUs - intendedUs > this.#options.maxDelayUs;
  }

  #drop({ intendedUs }: Arrival): void {
    this.#options.sink.dropped("pool-full", intendedUs);
  }

  #settle(): void {
    if (this.#running > 0 || this.#scheduled || this.#waiting.length > 0) return;
    for (const { user } of this.#all) user.close();
    this.finish();
  }
}
