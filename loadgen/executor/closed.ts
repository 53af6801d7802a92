import { taskDrawer } from "../scenario/scenario.ts";
import { endOf, activeIntervals, type Curve } from "../schedule/curve.ts";
import { TimerQueue } from "../schedule/timer-queue.ts";
import { drawThinkUs } from "../schedule/think-time.ts";
import type { ThinkTime } from "../schema/fields.ts";
import type { ExecutorOptions } from "./executor.ts";
import { UserExecutor } from "./user-executor.ts";
import { VirtualUser } from "./virtual-user.ts";

export interface ClosedOptions extends ExecutorOptions {
  /** Users wanted over time, of all workers together. */
  curve: Curve;
  peakUsers: number;
  thinkTimeScale: number;
  thinkTime: ThinkTime;
  /** Total number of tasks, shared evenly between users; `undefined`: unlimited. */
  iterations: number | undefined;
}

/** Gives users that start again (a shape with two peaks) random streams of their own. */
const STREAMS_PER_INTERVAL = 2 ** 24;

/** The closed model: each user sends a request, waits for the response, thinks and repeats until its time ends. */
export class ClosedExecutor extends UserExecutor {
  readonly #options: ClosedOptions;
  readonly #due: TimerQueue;
  readonly #draw: ReturnType<typeof taskDrawer>;
  readonly #active = new Set<VirtualUser>();
  readonly #endUs: number;
  #pending = 0;
  #stopped = false;

  constructor(options: ClosedOptions) {
    super(options.clock);
    this.#options = options;
    this.#due = new TimerQueue(options.clock);
    this.#endUs = options.startUs + endOf(options.curve) * 1000;
    this.#draw = taskDrawer(options.scenario.tasks);
  }

  get users(): number {
    return this.#active.size;
  }

  protected all(): Iterable<VirtualUser> {
    return this.#active;
  }

  start(): void {
    const { share, peakUsers, curve, startUs } = this.#options;
    for (let user = share.index; user < peakUsers; user += share.count) {
      activeIntervals(curve, user).forEach((time, appearance) => {
        this.#pending += 1;
        const stream = user + appearance * STREAMS_PER_INTERVAL;
        this.#due.add(startUs + time.startMs * 1000, () => this.#startUser(user, stream, startUs + time.endMs * 1000));
      });
    }
    if (this.#pending === 0) this.finish();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#due.clear();
    this.#pending = 0;
    for (const user of this.#active) user.stop();
    this.#settle();
  }

  protected leave(): void {
    for (const user of this.#active) user.close();
    this.#active.clear();
    this.#settle();
  }

  #startUser(number: number, stream: number, endUs: number): void {
    this.#pending -= 1;
    const user = new VirtualUser(this.#options.user, number, stream);
    this.#active.add(user);
    // At the load's end, `stop` ends all users at once.
    if (endUs < this.#endUs) this.#due.add(endUs, () => user.stop());
    void this.untilEnd(user, this.#runUser(user, endUs)).then(() => {
      user.close();
      this.#active.delete(user);
      this.#settle();
    });
  }

  /** @param plannedEndUs a request that outlasts it belongs to no planned time */
  async #runUser(user: VirtualUser, plannedEndUs: number): Promise<void> {
    const { scenario, clock, sink, thinkTime, thinkTimeScale } = this.#options;
    const state = scenario.state(user);
    // Each cycle begins where the last one ended, so that cycles fill the user's time without gaps; `onStart` is one.
    let begunUs = clock.nowUs();
    const close = (endUs: number) => {
      sink.cycle(begunUs, Math.min(endUs, plannedEndUs));
      begunUs = endUs;
    };
    try {
      await scenario.onStart?.(user, state);
      user.endTask();
      if (scenario.onStart !== undefined) close(clock.nowUs());
      for (let left = this.#tasksOf(user.index); left > 0 && !user.isStopping; left -= 1) {
        await this.#draw(user.random).run(user, state);
        user.endTask();
        const now = clock.nowUs();
        const thinkUs = drawThinkUs(thinkTime, user.random, thinkTimeScale, now - begunUs);
        if (thinkUs > 0 && left > 1 && !user.isStopping) {
          await user.sleep((wake) => this.#due.add(now + thinkUs, wake));
          close(clock.nowUs());
        } else close(now);
      }
    } catch (error) {
      close(clock.nowUs());
      throw error;
    }
  }

  #tasksOf(user: number): number {
    const { iterations, peakUsers } = this.#options;
    return iterations === undefined ? Infinity : Math.ceil((iterations - user) / peakUsers);
  }

  #settle(): void {
    if (this.#active.size > 0 || this.#pending > 0) return;
    this.#due.clear();
    this.finish();
  }
}
