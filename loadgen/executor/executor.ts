import type { Clock } from "../clock.ts";
import type { SampleSink } from "../measure/sample.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { UserContext } from "./virtual-user.ts";

/** Options of the executors of both load models. */
export interface ExecutorOptions {
  clock: Clock;
  sink: SampleSink;
  scenario: Scenario;
  user: UserContext;
  /** This worker's part of the users or arrivals: those with number ≡ `index` modulo `count`. */
  share: { index: number; count: number };
  /** The load's start on the clock. */
  startUs: number;
}

/** Runs users against a target until its schedule ends. */
export interface Executor {
  /** Users that are running. */
  readonly users: number;
  /** Users with a request in flight. */
  readonly busy: number;
  /** Resolves once every user has ended; rejects with the error that the scenario's code threw. */
  readonly done: Promise<void>;
  start(): void;
  /** Starts no new requests; users end as their requests complete. */
  stop(): void;
  /** Aborts all requests in flight. A task that then waits for something else is left alone. */
  abort(): void;
  /** Ends at once, because the scenario's code threw. */
  fail(thrown: unknown): void;
}
