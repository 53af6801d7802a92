import type { Clock } from "../clock.ts";
import type { Executor } from "./executor.ts";
import type { VirtualUser } from "./virtual-user.ts";

/** What the executors of both models do alike: how users end, and the load with them. */
export abstract class UserExecutor implements Executor {
  readonly #clock: Clock;
  readonly #done = Promise.withResolvers<void>();
  #scenarioError: { thrown: unknown } | undefined;

  protected constructor(clock: Clock) {
    this.#clock = clock;
  }

  abstract readonly users: number;
  abstract start(): void;
  abstract stop(): void;

  /** All users that there are, also those that wait. */
  protected abstract all(): Iterable<VirtualUser>;
  /** Counts users as ended whose tasks have not, and settles. */
  protected abstract leave(): void;

  get busy(): number {
    let busy = 0;
    for (const user of this.all()) if (user.busy) busy += 1;
    return busy;
  }

  get done(): Promise<void> {
    return this.#done.promise;
  }

  protected get hasFailed(): boolean {
    return this.#scenarioError !== undefined;
  }

  abort(): void {
    this.stop();
    for (const user of this.all()) user.abort();
    void this.#abandon();
  }

  fail(thrown: unknown): void {
    this.#scenarioError ??= { thrown };
    this.abort();
  }

  /** Waits until a user's code has ended; what it throws ends the load, unless the load's end made it throw. */
  protected async untilEnd(user: VirtualUser, code: Promise<void>): Promise<void> {
    try {
      await code;
    } catch (error) {
      if (!user.isCut) this.fail(error);
      await user.idle();
    }
  }

  /** To be called once no user runs, and none will. */
  protected finish(): void {
    if (this.#scenarioError === undefined) this.#done.resolve();
    else this.#done.reject(this.#scenarioError.thrown);
  }

  /** A task may wait for what never comes: without its requests, nothing is left to measure. */
  async #abandon(): Promise<void> {
    await Promise.all(Array.from(this.all(), (user) => user.idle()));
    this.#clock.soon(() => this.leave());
  }
}
