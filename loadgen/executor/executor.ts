import type { Clock } from "../clock.ts";
import type { SampleSink } from "../measure/sample.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { UserContext } from "./virtual-user.ts";

/** What every load model's executor is given. */
export interface ExecutorOptions {
  clock: Clock;
  sink: SampleSink;
  scenario: Scenario;
  user: UserContext;
  /** Which part of the users or arrivals is this worker's: those with number ≡ `index` modulo `count`. */
  share: { index: number; count: number };
  /** The load's start on the clock. */
  startUs: number;
}

/** Plays users against a target until its schedule is over. */
export interface Executor {
  /** Users that are running. */
  readonly users: number;
  /** Users with a request under way. */
  readonly busy: number;
  /** Resolves once every user has left; rejects with what a scenario's own code threw. */
  readonly done: Promise<void>;
  start(): void;
  /** No new request; users leave as their requests end. */
  stop(): void;
  /** Cuts what is under way. */
  abort(): void;
}
