import { messageOf } from "../../base/errors.ts";
import { quantity } from "../../base/format.ts";
import { startTimer } from "../../base/timer.ts";
import { realClock } from "../clock.ts";
import { EndpointNames } from "../measure/endpoint-names.ts";
import type { WorkerSecond } from "../measure/second.ts";
import type { BuildInput } from "./result/build.ts";
import type { Second } from "../schema/cell.ts";
import { headlineOf } from "./result/statistics.ts";
import { STOP_GRACE_MS, type Ending } from "./result/status.ts";
import { segmentAt, type Plan } from "../schedule/plan.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { FromWorker } from "../worker/protocol.ts";
import { Aggregate } from "./aggregate/aggregate.ts";
import { ProgressTracker, type Progress } from "./progress.ts";
import { endingOf } from "./ending.ts";
import { SecondAssembler, type MergedSecond } from "./seconds.ts";
import { StopConditions } from "./stop-conditions.ts";
import { howOverdue, type ReadyWorker } from "./prepare-worker.ts";

/** Reason to abort a load's signal with; its code and message appear in the result. */
export class LoadStop extends Error {
  readonly code: "deadline" | "stop-file";

  constructor(code: LoadStop["code"], message: string) {
    super(message);
    this.name = "LoadStop";
    this.code = code;
  }
}

/** Callbacks of a running load. An error in a hook does not end the load; the outcome's `hookFailure` holds the first one. */
export interface LoadHooks {
  /**
   * Ends the load early: no new requests, and one second for those in flight; the result is `partial`. If the reason is a
   * `LoadStop`, the result has its code and message.
   */
  signal?: AbortSignal;
  /** About once a second. */
  onProgress?(progress: Progress): void;
  /** Every second of the load, in order. */
  onSecond?(second: Second): void;
  /** As `onSecond`, with the distributions behind it. */
  onMergedSecond?(second: MergedSecond): void;
  /** Called when the load enters a segment. */
  onSegment?(name: string): void;
}

export interface CoordinatorOptions {
  spec: ParsedSpec;
  plan: Plan;
  workers: readonly ReadyWorker[];
  /** On the coordinator's clock. */
  startUs: number;
  /** The same as a time of day. */
  startedAt: Date;
  hooks: LoadHooks;
}

/** Time for a worker to report `done` after its last possible request, while it can be reached. */
const DONE_TIMEOUT_MS = 10_000;

export interface CoordinatorResult extends Pick<
  BuildInput,
  "aggregate" | "ending" | "inFlightAtEnd" | "missingSeconds" | "roundTripsAfterMs"
> {
  /** Message of the first error that a hook threw. */
  hookFailure: string | undefined;
}

/** Runs one load on prepared workers: starts them, collects their seconds, stops them. */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #aggregate: Aggregate;
  readonly #seconds: SecondAssembler;
  readonly #progress: ProgressTracker;
  readonly #conditions: StopConditions;
  readonly #names: EndpointNames;
  readonly #lost: string[] = [];
  readonly #late: string[] = [];
  /** Of each worker that is done, to the target, in ms. */
  readonly #roundTripsAfterMs: (readonly number[])[] = [];
  #scenarioFailure: string | undefined;
  #hookFailure: string | undefined;
  #stoppedAtMs: number | undefined;
  #isOverdue = false;
  #watchdog: ReturnType<typeof startTimer> | undefined;
  #stopReason: Ending["stopReason"];
  #inFlightAtEnd = 0;
  /** Of workers that are done, in ms after the load's start. */
  readonly #ends: { name: string; endMs: number }[] = [];
  #missing = 0;
  #segment = -1;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#aggregate = new Aggregate(options.plan.segments, headlineOf(options.spec.model));
    this.#seconds = new SecondAssembler(options.workers.length, options.startedAt);
    this.#conditions = new StopConditions(options.spec, options.plan);
    this.#names = new EndpointNames(options.spec.maxEndpoints);
    this.#progress = new ProgressTracker(options.spec.iterations === undefined ? options.plan.durationMs : undefined);
  }

  async run(): Promise<CoordinatorResult> {
    const { workers, startUs, hooks, plan, spec } = this.#options;
    const onAbort = () => {
      const reason: unknown = hooks.signal?.reason;
      this.#stop(reason instanceof LoadStop ? { code: reason.code, message: reason.message } : undefined);
    };
    hooks.signal?.addEventListener("abort", onAbort);
    this.#killAfter((startUs - realClock.nowUs()) / 1000 + plan.durationMs + spec.gracefulStopMs + DONE_TIMEOUT_MS);
    try {
      for (const { link, offsetUs } of workers) link.send({ type: "start", atUs: Math.round(startUs + offsetUs) });
      if (hooks.signal?.aborted) onAbort();
      await Promise.all(workers.map((worker, index) => this.#collect(worker, index)));
    } finally {
      this.#watchdog?.cancel();
      hooks.signal?.removeEventListener("abort", onAbort);
    }
    return {
      aggregate: this.#aggregate,
      ending: endingOf({
        durationMs: plan.durationMs,
        hasIterations: spec.iterations !== undefined,
        ends: this.#ends,
        knownMs: this.#seconds.knownMs,
        stoppedAtMs: this.#stoppedAtMs,
        stopReason: this.#stopReason,
        lostWorkers: this.#lost,
        lateWorkers: this.#late,
        scenarioFailure: this.#scenarioFailure,
      }),
      inFlightAtEnd: this.#inFlightAtEnd,
      missingSeconds: this.#missing + this.#seconds.irregular,
      roundTripsAfterMs: this.#roundTripsAfterMs,
      hookFailure: this.#hookFailure,
    };
  }

  /** @param limitMs for workers that can be reached; one that can't has its own time to come back */
  #killAfter(limitMs: number): void {
    this.#watchdog?.cancel();
    const reattachMs = Math.max(...this.#options.workers.map(({ link }) => link.reattachMs));
    this.#watchdog = startTimer(limitMs + reattachMs, () => {
      this.#isOverdue = true;
      for (const { link } of this.#options.workers) link.kill();
    });
  }

  /** Receives a worker's messages until it is done or has died. */
  async #collect({ link }: ReadyWorker, index: number): Promise<void> {
    let done = false;
    let failure: string | undefined;
    let heardUs = realClock.nowUs();
    try {
      for await (const message of link.messages) {
        heardUs = realClock.nowUs();
        done = this.#onMessage(message as FromWorker, index);
        if (done) break;
      }
    } catch (error) {
      failure = messageOf(error);
      link.kill();
    }
    if (!done)
      this.#lost.push(
        `${link.place.name}: ${failure ?? (this.#isOverdue ? howOverdue(heardUs) : `it ${await link.ended}`)}`,
      );
    // Without this worker, the others would measure a smaller load than specified.
    if (!done || this.#late.length > 0 || this.#scenarioFailure !== undefined) this.#end(0);
    this.#publish(this.#seconds.finish(index));
  }

  #onMessage(message: FromWorker, index: number): boolean {
    const { name } = this.#options.workers[index]!.link.place;
    if (message.type === "second") this.#second(message, index);
    if (message.type === "late") {
      this.#late.push(`${name}, by ${quantity(message.lateUs / 1000, "ms")}`);
      return true;
    }
    if (message.type !== "done") return false;
    this.#roundTripsAfterMs[index] = message.roundTripsMs;
    this.#inFlightAtEnd += message.busyAtEnd;
    this.#ends.push({ name, endMs: message.endMs });
    this.#scenarioFailure ??= message.failure ?? undefined;
    if (message.failure === null) this.#missing += Math.max(0, message.seconds - this.#seconds.received(index));
    return true;
  }

  #second(received: WorkerSecond, index: number): void {
    // Each worker keeps to the limit of names for itself; together they may know more.
    const part = this.#names.renameIn(received);
    const complete = this.#seconds.add(index, part);
    if (complete === false) return;
    this.#aggregate.addState(index, part);
    this.#publish(complete);
  }

  #publish(complete: readonly MergedSecond[]): void {
    const { hooks, plan } = this.#options;
    for (const merged of complete) {
      this.#aggregate.addMeasured(merged.measured);
      this.#aggregate.silence.close(merged.second.atMs / 1000 - 1);
      if (isEmptyTail(merged.second, plan.durationMs)) continue;
      const segment = segmentAt(plan.segments, merged.second.atMs - 1000);
      const progress = this.#progress.add(merged);
      if (segment !== this.#segment) this.#callHook(() => hooks.onSegment?.(plan.segments[segment]!.name));
      this.#segment = segment;
      this.#callHook(() => hooks.onSecond?.(merged.second));
      this.#callHook(() => hooks.onMergedSecond?.(merged));
      this.#callHook(() => hooks.onProgress?.(progress));
      this.#checkStopConditions(merged);
    }
  }

  /** Records an error that a hook throws; the load continues. */
  #callHook(hook: () => void): void {
    try {
      hook();
    } catch (error) {
      this.#hookFailure ??= messageOf(error);
    }
  }

  #checkStopConditions(merged: MergedSecond): void {
    if (this.#stoppedAtMs !== undefined) return;
    const reason = this.#conditions.add(merged, this.#aggregate);
    if (reason !== undefined) this.#stop(reason);
  }

  #stop(reason: Ending["stopReason"]): void {
    if (this.#stoppedAtMs !== undefined) return;
    this.#stopReason ??= reason;
    this.#end(STOP_GRACE_MS);
  }

  #end(graceMs: number): void {
    const atMs = (realClock.nowUs() - this.#options.startUs) / 1000;
    // After its planned end a load only waits for its last requests, so it is not stopped early.
    if (atMs < this.#options.plan.durationMs) this.#stoppedAtMs ??= Math.max(0, atMs);
    this.#killAfter(graceMs + DONE_TIMEOUT_MS);
    for (const { link } of this.#options.workers) link.send({ type: "stop", graceMs });
  }
}

/** A second after the end of the load in which nothing ran and nothing ended. */
function isEmptyTail({ atMs, users, requests }: Second, durationMs: number): boolean {
  return atMs - 1000 >= durationMs && users === 0 && requests === 0;
}
